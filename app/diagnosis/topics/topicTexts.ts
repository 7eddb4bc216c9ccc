import { KEY_TOPICS } from './keyTopics.ts'
import { REQUEST_TOPICS } from './requestTopics.ts'
import { SERVER_TOPICS } from './serverTopics.ts'
import type { TopicText } from './topicText.ts'
import type { TopicName } from './topics.ts'

export const TOPIC_TEXTS: Readonly<Record<TopicName, TopicText>> = {
  ...KEY_TOPICS,
  ...REQUEST_TOPICS,
  ...SERVER_TOPICS,
}
