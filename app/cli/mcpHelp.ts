import type { Topic } from './topic.ts'

export const MCP_TOPIC: Topic = {
  summary: 'let your coding agent read the history, explanations and checks',
  usage: 'postern mcp [options]',
  text: `Serves the Model Context Protocol on standard input and output. The host of your agent starts it: add
{"command": "postern", "args": ["mcp"]} to the servers of its configuration. In Settings the app has this text for common hosts.

  search_history         lists exchanges by a query
  get_exchange           gives one part of an exchange, redacted
  list_problems          groups failures with the same cause
  explain                explains a response that the agent has. Postern sends nothing
  check_integration      checks the calls of a program
  describe_api           gives entries of the catalog
  replay                 sends a request once more. Postern has this tool only with --allow send

  --allow send           let the agent replay requests. Outside the sandbox, you confirm each one in the window of Postern
  --to sandbox           with --allow send: replay requests only to the sandbox

Postern redacts each result. It logs each call of an agent, and shows the log in Settings.`,
}
