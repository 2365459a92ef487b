/** The tables of the users. */
export const usersSchema = `
  CREATE SCHEMA IF NOT EXISTS shop_users;
  CREATE TABLE IF NOT EXISTS shop_users.users (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    email      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
`;

/** A row of shop_users.users. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly created_at: Date;
}
