/** What the help says of a command. */
export interface Topic {
  summary: string
  usage: string
  text: string
}
