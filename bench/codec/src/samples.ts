// The messages that are measured: for each kind, as many different ones as no
// implementation could learn by heart, the same on every run. Where maps are plain
// objects, V8 keeps their keys and layouts for as long as they come again: of 64
// catalogs in turn, JSON.parse takes a quarter less time than of a thousand, and the
// libraries that decode into objects two thirds less. Map does not care.
import { readFileSync } from "node:fs";
import type { MessageType } from "@tramline/protobuf";
import { FileDescriptorSet, FileDescriptorSetJson } from "@tramline/protobuf/wkt";
import {
  Everything,
  EverythingJson,
  Nested,
  NestedJson,
  Records,
  RecordsJson,
  Tile,
  TileJson,
  Wide,
  WideJson,
} from "../gen/borrowed.ts";
import {
  Article,
  ArticleJson,
  Catalog,
  CatalogJson,
  Order,
  OrderJson,
  Series,
  SeriesJson,
  User,
  UserJson,
} from "../gen/codec.ts";
import { everything, nested, records, tile, wide } from "./messages/borrowed.ts";
import { article, catalog, order, series, user } from "./messages/own.ts";
import { descriptorSetFile } from "./paths.ts";
import { list, restart } from "./random.ts";

/** What is measured of the generated JSON codec. */
interface KindJson {
  print(message: object): string;
  parse(text: string): object;
}

interface Kind {
  readonly type: MessageType<object, never>;
  readonly json: KindJson;
  /** The contract that it is declared in. */
  readonly file: "codec" | "borrowed" | "descriptor";
  /** Different messages of the kind. */
  readonly count: number;
  readonly make: () => object;
}

/** Kinds of messages, by their names in results. */
export const kinds: Readonly<Record<string, Kind>> = {
  User: { type: User, json: UserJson, file: "codec", count: 1024, make: user },
  Order: { type: Order, json: OrderJson, file: "codec", count: 1024, make: order },
  Series: { type: Series, json: SeriesJson, file: "codec", count: 1024, make: series },
  Catalog: { type: Catalog, json: CatalogJson, file: "codec", count: 1024, make: catalog },
  Article: { type: Article, json: ArticleJson, file: "codec", count: 1024, make: article },
  Nested: { type: Nested, json: NestedJson, file: "borrowed", count: 1024, make: nested },
  Everything: {
    type: Everything,
    json: EverythingJson,
    file: "borrowed",
    count: 256,
    make: everything,
  },
  Tile: { type: Tile, json: TileJson, file: "borrowed", count: 128, make: tile },
  Wide: { type: Wide, json: WideJson, file: "borrowed", count: 1024, make: wide },
  Records: { type: Records, json: RecordsJson, file: "borrowed", count: 128, make: records },
  // All of googleapis, as one message of megabytes.
  FileDescriptorSet: {
    type: FileDescriptorSet,
    json: FileDescriptorSetJson,
    file: "descriptor",
    count: 1,
    make: () => FileDescriptorSet.decode(readFileSync(descriptorSetFile)),
  },
};

export function kindOf(name: string): Kind {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`no message is called ${name}`);
  return kind;
}

/** The samples of one kind. */
export function samplesOf(name: string): object[] {
  restart();
  const { count, make } = kindOf(name);
  return list(count, make);
}
