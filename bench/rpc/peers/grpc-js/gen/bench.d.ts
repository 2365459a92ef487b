import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tramline. */
export namespace tramline {

    /** Namespace bench. */
    namespace bench {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an EchoMessage.
             * @deprecated Use tramline.bench.v1.EchoMessage.$Properties instead.
             */
            interface IEchoMessage extends tramline.bench.v1.EchoMessage.$Properties {
            }

            /** Represents an EchoMessage. */
            class EchoMessage {

                /**
                 * Constructs a new EchoMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.EchoMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EchoMessage text. */
                text: string;

                /** EchoMessage number. */
                number: number;

                /**
                 * Creates a new EchoMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EchoMessage instance
                 */
                static create(properties: tramline.bench.v1.EchoMessage.$Shape): tramline.bench.v1.EchoMessage & tramline.bench.v1.EchoMessage.$Shape;
                static create(properties?: tramline.bench.v1.EchoMessage.$Properties): tramline.bench.v1.EchoMessage;

                /**
                 * Encodes the specified EchoMessage message. Does not implicitly {@link tramline.bench.v1.EchoMessage.verify|verify} messages.
                 * @param message EchoMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.EchoMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EchoMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.EchoMessage & tramline.bench.v1.EchoMessage.$Shape} EchoMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.EchoMessage & tramline.bench.v1.EchoMessage.$Shape;
            }

            namespace EchoMessage {

                /** Properties of an EchoMessage. */
                interface $Properties {

                    /** EchoMessage text */
                    text?: (string|null);

                    /** EchoMessage number */
                    number?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EchoMessage. */
                type $Shape = tramline.bench.v1.EchoMessage.$Properties;
            }

            /**
             * Properties of a CountRequest.
             * @deprecated Use tramline.bench.v1.CountRequest.$Properties instead.
             */
            interface ICountRequest extends tramline.bench.v1.CountRequest.$Properties {
            }

            /** Represents a CountRequest. */
            class CountRequest {

                /**
                 * Constructs a new CountRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.CountRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CountRequest count. */
                count: number;

                /**
                 * Creates a new CountRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CountRequest instance
                 */
                static create(properties: tramline.bench.v1.CountRequest.$Shape): tramline.bench.v1.CountRequest & tramline.bench.v1.CountRequest.$Shape;
                static create(properties?: tramline.bench.v1.CountRequest.$Properties): tramline.bench.v1.CountRequest;

                /**
                 * Encodes the specified CountRequest message. Does not implicitly {@link tramline.bench.v1.CountRequest.verify|verify} messages.
                 * @param message CountRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.CountRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CountRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.CountRequest & tramline.bench.v1.CountRequest.$Shape} CountRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.CountRequest & tramline.bench.v1.CountRequest.$Shape;
            }

            namespace CountRequest {

                /** Properties of a CountRequest. */
                interface $Properties {

                    /** CountRequest count */
                    count?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CountRequest. */
                type $Shape = tramline.bench.v1.CountRequest.$Properties;
            }

            /**
             * Properties of a Tick.
             * @deprecated Use tramline.bench.v1.Tick.$Properties instead.
             */
            interface ITick extends tramline.bench.v1.Tick.$Properties {
            }

            /** Represents a Tick. */
            class Tick {

                /**
                 * Constructs a new Tick.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.Tick.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Tick sequence. */
                sequence: number;

                /** Tick text. */
                text: string;

                /**
                 * Creates a new Tick instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Tick instance
                 */
                static create(properties: tramline.bench.v1.Tick.$Shape): tramline.bench.v1.Tick & tramline.bench.v1.Tick.$Shape;
                static create(properties?: tramline.bench.v1.Tick.$Properties): tramline.bench.v1.Tick;

                /**
                 * Encodes the specified Tick message. Does not implicitly {@link tramline.bench.v1.Tick.verify|verify} messages.
                 * @param message Tick message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.Tick.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Tick message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Tick & tramline.bench.v1.Tick.$Shape} Tick
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.Tick & tramline.bench.v1.Tick.$Shape;
            }

            namespace Tick {

                /** Properties of a Tick. */
                interface $Properties {

                    /** Tick sequence */
                    sequence?: (number|null);

                    /** Tick text */
                    text?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Tick. */
                type $Shape = tramline.bench.v1.Tick.$Properties;
            }

            /**
             * Properties of a Payload.
             * @deprecated Use tramline.bench.v1.Payload.$Properties instead.
             */
            interface IPayload extends tramline.bench.v1.Payload.$Properties {
            }

            /** Represents a Payload. */
            class Payload {

                /**
                 * Constructs a new Payload.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.Payload.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Payload data. */
                data: Uint8Array;

                /**
                 * Creates a new Payload instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Payload instance
                 */
                static create(properties: tramline.bench.v1.Payload.$Shape): tramline.bench.v1.Payload & tramline.bench.v1.Payload.$Shape;
                static create(properties?: tramline.bench.v1.Payload.$Properties): tramline.bench.v1.Payload;

                /**
                 * Encodes the specified Payload message. Does not implicitly {@link tramline.bench.v1.Payload.verify|verify} messages.
                 * @param message Payload message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.Payload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Payload message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Payload & tramline.bench.v1.Payload.$Shape} Payload
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.Payload & tramline.bench.v1.Payload.$Shape;
            }

            namespace Payload {

                /** Properties of a Payload. */
                interface $Properties {

                    /** Payload data */
                    data?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Payload. */
                type $Shape = tramline.bench.v1.Payload.$Properties;
            }

            /**
             * Properties of an Order.
             * @deprecated Use tramline.bench.v1.Order.$Properties instead.
             */
            interface IOrder extends tramline.bench.v1.Order.$Properties {
            }

            /** Represents an Order. */
            class Order {

                /**
                 * Constructs a new Order.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.Order.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Order id. */
                id: string;

                /** Order customer. */
                customer?: (tramline.bench.v1.Customer.$Properties|null);

                /** Order items. */
                items: tramline.bench.v1.LineItem.$Properties[];

                /** Order shipping. */
                shipping?: (tramline.bench.v1.Address.$Properties|null);

                /** Order status. */
                status: tramline.bench.v1.OrderStatus;

                /** Order placedAtMillis. */
                placedAtMillis: number;

                /** Order total. */
                total?: (tramline.bench.v1.Money.$Properties|null);

                /** Order labels. */
                labels: { [k: string]: string };

                /** Order gift. */
                gift: boolean;

                /** Order discount. */
                discount: number;

                /**
                 * Creates a new Order instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Order instance
                 */
                static create(properties: tramline.bench.v1.Order.$Shape): tramline.bench.v1.Order & tramline.bench.v1.Order.$Shape;
                static create(properties?: tramline.bench.v1.Order.$Properties): tramline.bench.v1.Order;

                /**
                 * Encodes the specified Order message. Does not implicitly {@link tramline.bench.v1.Order.verify|verify} messages.
                 * @param message Order message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.Order.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Order message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Order & tramline.bench.v1.Order.$Shape} Order
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.Order & tramline.bench.v1.Order.$Shape;
            }

            namespace Order {

                /** Properties of an Order. */
                interface $Properties {

                    /** Order id */
                    id?: (string|null);

                    /** Order customer */
                    customer?: (tramline.bench.v1.Customer.$Properties|null);

                    /** Order items */
                    items?: (tramline.bench.v1.LineItem.$Properties[]|null);

                    /** Order shipping */
                    shipping?: (tramline.bench.v1.Address.$Properties|null);

                    /** Order status */
                    status?: (tramline.bench.v1.OrderStatus|null);

                    /** Order placedAtMillis */
                    placedAtMillis?: (number|null);

                    /** Order total */
                    total?: (tramline.bench.v1.Money.$Properties|null);

                    /** Order labels */
                    labels?: ({ [k: string]: string }|null);

                    /** Order gift */
                    gift?: (boolean|null);

                    /** Order discount */
                    discount?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Order. */
                type $Shape = tramline.bench.v1.Order.$Properties;
            }

            /**
             * Properties of a Customer.
             * @deprecated Use tramline.bench.v1.Customer.$Properties instead.
             */
            interface ICustomer extends tramline.bench.v1.Customer.$Properties {
            }

            /** Represents a Customer. */
            class Customer {

                /**
                 * Constructs a new Customer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.Customer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Customer id. */
                id: string;

                /** Customer name. */
                name: string;

                /** Customer email. */
                email: string;

                /**
                 * Creates a new Customer instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Customer instance
                 */
                static create(properties: tramline.bench.v1.Customer.$Shape): tramline.bench.v1.Customer & tramline.bench.v1.Customer.$Shape;
                static create(properties?: tramline.bench.v1.Customer.$Properties): tramline.bench.v1.Customer;

                /**
                 * Encodes the specified Customer message. Does not implicitly {@link tramline.bench.v1.Customer.verify|verify} messages.
                 * @param message Customer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.Customer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Customer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Customer & tramline.bench.v1.Customer.$Shape} Customer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.Customer & tramline.bench.v1.Customer.$Shape;
            }

            namespace Customer {

                /** Properties of a Customer. */
                interface $Properties {

                    /** Customer id */
                    id?: (string|null);

                    /** Customer name */
                    name?: (string|null);

                    /** Customer email */
                    email?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Customer. */
                type $Shape = tramline.bench.v1.Customer.$Properties;
            }

            /**
             * Properties of an Address.
             * @deprecated Use tramline.bench.v1.Address.$Properties instead.
             */
            interface IAddress extends tramline.bench.v1.Address.$Properties {
            }

            /** Represents an Address. */
            class Address {

                /**
                 * Constructs a new Address.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.Address.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Address street. */
                street: string;

                /** Address city. */
                city: string;

                /** Address postalCode. */
                postalCode: string;

                /** Address country. */
                country: string;

                /**
                 * Creates a new Address instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Address instance
                 */
                static create(properties: tramline.bench.v1.Address.$Shape): tramline.bench.v1.Address & tramline.bench.v1.Address.$Shape;
                static create(properties?: tramline.bench.v1.Address.$Properties): tramline.bench.v1.Address;

                /**
                 * Encodes the specified Address message. Does not implicitly {@link tramline.bench.v1.Address.verify|verify} messages.
                 * @param message Address message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.Address.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Address message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Address & tramline.bench.v1.Address.$Shape} Address
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.Address & tramline.bench.v1.Address.$Shape;
            }

            namespace Address {

                /** Properties of an Address. */
                interface $Properties {

                    /** Address street */
                    street?: (string|null);

                    /** Address city */
                    city?: (string|null);

                    /** Address postalCode */
                    postalCode?: (string|null);

                    /** Address country */
                    country?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Address. */
                type $Shape = tramline.bench.v1.Address.$Properties;
            }

            /**
             * Properties of a LineItem.
             * @deprecated Use tramline.bench.v1.LineItem.$Properties instead.
             */
            interface ILineItem extends tramline.bench.v1.LineItem.$Properties {
            }

            /** Represents a LineItem. */
            class LineItem {

                /**
                 * Constructs a new LineItem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.LineItem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LineItem sku. */
                sku: string;

                /** LineItem title. */
                title: string;

                /** LineItem quantity. */
                quantity: number;

                /** LineItem price. */
                price?: (tramline.bench.v1.Money.$Properties|null);

                /**
                 * Creates a new LineItem instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns LineItem instance
                 */
                static create(properties: tramline.bench.v1.LineItem.$Shape): tramline.bench.v1.LineItem & tramline.bench.v1.LineItem.$Shape;
                static create(properties?: tramline.bench.v1.LineItem.$Properties): tramline.bench.v1.LineItem;

                /**
                 * Encodes the specified LineItem message. Does not implicitly {@link tramline.bench.v1.LineItem.verify|verify} messages.
                 * @param message LineItem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.LineItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LineItem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.LineItem & tramline.bench.v1.LineItem.$Shape} LineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.LineItem & tramline.bench.v1.LineItem.$Shape;
            }

            namespace LineItem {

                /** Properties of a LineItem. */
                interface $Properties {

                    /** LineItem sku */
                    sku?: (string|null);

                    /** LineItem title */
                    title?: (string|null);

                    /** LineItem quantity */
                    quantity?: (number|null);

                    /** LineItem price */
                    price?: (tramline.bench.v1.Money.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LineItem. */
                type $Shape = tramline.bench.v1.LineItem.$Properties;
            }

            /**
             * Properties of a Money.
             * @deprecated Use tramline.bench.v1.Money.$Properties instead.
             */
            interface IMoney extends tramline.bench.v1.Money.$Properties {
            }

            /** Represents a Money. */
            class Money {

                /**
                 * Constructs a new Money.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tramline.bench.v1.Money.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Money currency. */
                currency: string;

                /** Money cents. */
                cents: number;

                /**
                 * Creates a new Money instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Money instance
                 */
                static create(properties: tramline.bench.v1.Money.$Shape): tramline.bench.v1.Money & tramline.bench.v1.Money.$Shape;
                static create(properties?: tramline.bench.v1.Money.$Properties): tramline.bench.v1.Money;

                /**
                 * Encodes the specified Money message. Does not implicitly {@link tramline.bench.v1.Money.verify|verify} messages.
                 * @param message Money message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tramline.bench.v1.Money.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Money message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Money & tramline.bench.v1.Money.$Shape} Money
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tramline.bench.v1.Money & tramline.bench.v1.Money.$Shape;
            }

            namespace Money {

                /** Properties of a Money. */
                interface $Properties {

                    /** Money currency */
                    currency?: (string|null);

                    /** Money cents */
                    cents?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Money. */
                type $Shape = tramline.bench.v1.Money.$Properties;
            }

            /** OrderStatus enum. */
            enum OrderStatus {

                /** ORDER_STATUS_UNSPECIFIED value */
                ORDER_STATUS_UNSPECIFIED = 0,

                /** ORDER_STATUS_PLACED value */
                ORDER_STATUS_PLACED = 1,

                /** ORDER_STATUS_PAID value */
                ORDER_STATUS_PAID = 2,

                /** ORDER_STATUS_SHIPPED value */
                ORDER_STATUS_SHIPPED = 3
            }
        }
    }
}
