import type Database from 'libsql'

export type Connection = Database.Database
