import type { Component } from 'vue'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: Component
  readonly isDanger?: boolean
  readonly isPossible?: boolean
}
