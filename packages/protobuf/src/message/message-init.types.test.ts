// What the compiler must accept and refuse. Nothing here runs but the last line.
import { test } from "node:test";
import type { MessageInit, MessageType } from "../index.ts";

interface Money {
  currency: string;
  cents: bigint;
  $unknown?: Uint8Array | undefined;
}
const Status = { UNSPECIFIED: 0, PAID: 1 } as const;
type Status = (typeof Status)[keyof typeof Status] | (number & {});
const Mode = { FAST: 1, SLOW: 2 } as const;
type Mode = (typeof Mode)[keyof typeof Mode];
/** A field called case makes no oneof. */
interface Looks {
  case: string;
  value: string;
}
interface Order {
  id: string;
  quantity: number;
  note?: string | undefined;
  total?: Money | undefined;
  items: Money[];
  tags: string[];
  labels: Map<string, string>;
  prices: Map<bigint, Money>;
  flags: Map<boolean, number>;
  status: Status;
  mode?: Mode | undefined;
  data: Uint8Array;
  looks?: Looks | undefined;
  parent?: Order | undefined;
  payment:
    | { case: "card"; value: Money }
    | { case: "invoice"; value: string }
    | { case: undefined; value?: undefined };
  $unknown?: Uint8Array | undefined;
}

export function accepted(type: MessageType<Order>, order: Order): MessageInit<Order>[] {
  const frozen: readonly string[] = Object.freeze(["a"]);
  type.encode(order);
  type.create(order);
  return [
    {},
    order,
    { ...order, id: "b" },
    { id: "a", note: undefined, total: { cents: 1n }, items: [{ currency: "EUR" }, {}] },
    { tags: frozen, labels: { a: "b" }, prices: { "12": { cents: 1n } }, flags: { true: 1 } },
    { labels: new Map([["a", "b"]]), prices: new Map([[1n, { currency: "EUR" }]]) },
    { status: Status.PAID, mode: Mode.SLOW },
    { status: 77 },
    { payment: { case: "card", value: { cents: 1n } } },
    { payment: { case: "invoice", value: "x" } },
    { payment: { case: undefined } },
    { looks: { case: "x" } },
    { parent: { parent: { parent: { id: "x" } } } },
  ];
}

export function refused(type: MessageType<Order>): void {
  // @ts-expect-error there is no such field
  type.encode({ idd: "a" });
  // @ts-expect-error nor beside one that is
  type.create({ id: "a", colour: "red" });
  // @ts-expect-error nor further in
  type.encode({ total: { cents: 1n, amount: 2 } });
  // @ts-expect-error nor in lists
  type.encode({ items: [{ cents: 1n }, { amount: 2 }] });
  // @ts-expect-error nor in oneofs
  type.encode({ payment: { case: "card", value: { amount: 2 } } });
  // @ts-expect-error a number is no string
  type.encode({ id: 1 });
  // @ts-expect-error a number is no bigint
  type.encode({ total: { cents: 1 } });
  // @ts-expect-error null is not absence
  type.encode({ note: null });
  // @ts-expect-error no case is called so
  type.encode({ payment: { case: "cash", value: "x" } });
  // @ts-expect-error this case has another value
  type.encode({ payment: { case: "card", value: "x" } });
  // @ts-expect-error a case needs its value
  type.encode({ payment: { case: "invoice" } });
  // @ts-expect-error the values of this map are strings
  type.encode({ labels: { a: 1 } });
  // @ts-expect-error the keys of this map are integers
  type.encode({ prices: { abc: {} } });
  // @ts-expect-error a closed enum has no such number
  type.encode({ mode: 3 });
  // @ts-expect-error text is no bytes
  type.encode({ data: "abc" });
}

test("types", () => {});
