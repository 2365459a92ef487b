/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const tramline = $root.tramline = (() => {

    /**
     * Namespace tramline.
     * @exports tramline
     * @namespace
     */
    const tramline = {};

    tramline.bench = (function() {

        /**
         * Namespace bench.
         * @memberof tramline
         * @namespace
         */
        const bench = {};

        bench.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof tramline.bench
             * @namespace
             */
            const v1 = {};

            v1.EchoMessage = (function() {

                /**
                 * Properties of an EchoMessage.
                 * @typedef {Object} tramline.bench.v1.EchoMessage.$Properties
                 * @property {string|null} [text] EchoMessage text
                 * @property {number|null} [number] EchoMessage number
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EchoMessage.
                 * @memberof tramline.bench.v1
                 * @interface IEchoMessage
                 * @augments tramline.bench.v1.EchoMessage.$Properties
                 * @deprecated Use tramline.bench.v1.EchoMessage.$Properties instead.
                 */

                /**
                 * Shape of an EchoMessage.
                 * @typedef {tramline.bench.v1.EchoMessage.$Properties} tramline.bench.v1.EchoMessage.$Shape
                 */

                /**
                 * Constructs a new EchoMessage.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents an EchoMessage.
                 * @constructor
                 * @param {tramline.bench.v1.EchoMessage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EchoMessage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EchoMessage text.
                 * @member {string} text
                 * @memberof tramline.bench.v1.EchoMessage
                 * @instance
                 */
                EchoMessage.prototype.text = "";

                /**
                 * EchoMessage number.
                 * @member {number} number
                 * @memberof tramline.bench.v1.EchoMessage
                 * @instance
                 */
                EchoMessage.prototype.number = 0;

                /**
                 * Creates a new EchoMessage instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.EchoMessage
                 * @static
                 * @param {tramline.bench.v1.EchoMessage.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.EchoMessage} EchoMessage instance
                 * @type {{
                 *   (properties: tramline.bench.v1.EchoMessage.$Shape): tramline.bench.v1.EchoMessage & tramline.bench.v1.EchoMessage.$Shape;
                 *   (properties?: tramline.bench.v1.EchoMessage.$Properties): tramline.bench.v1.EchoMessage;
                 * }}
                 */
                EchoMessage.create = function(properties) {
                    return new EchoMessage(properties);
                };

                /**
                 * Encodes the specified EchoMessage message. Does not implicitly {@link tramline.bench.v1.EchoMessage.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.EchoMessage
                 * @static
                 * @param {tramline.bench.v1.EchoMessage.$Properties} message EchoMessage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EchoMessage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.text);
                    if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.number);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EchoMessage message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.EchoMessage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.EchoMessage & tramline.bench.v1.EchoMessage.$Shape} EchoMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EchoMessage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.EchoMessage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.text = value;
                                else
                                    delete message.text;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.number = value;
                                else
                                    delete message.number;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return EchoMessage;
            })();

            v1.CountRequest = (function() {

                /**
                 * Properties of a CountRequest.
                 * @typedef {Object} tramline.bench.v1.CountRequest.$Properties
                 * @property {number|null} [count] CountRequest count
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CountRequest.
                 * @memberof tramline.bench.v1
                 * @interface ICountRequest
                 * @augments tramline.bench.v1.CountRequest.$Properties
                 * @deprecated Use tramline.bench.v1.CountRequest.$Properties instead.
                 */

                /**
                 * Shape of a CountRequest.
                 * @typedef {tramline.bench.v1.CountRequest.$Properties} tramline.bench.v1.CountRequest.$Shape
                 */

                /**
                 * Constructs a new CountRequest.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents a CountRequest.
                 * @constructor
                 * @param {tramline.bench.v1.CountRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CountRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CountRequest count.
                 * @member {number} count
                 * @memberof tramline.bench.v1.CountRequest
                 * @instance
                 */
                CountRequest.prototype.count = 0;

                /**
                 * Creates a new CountRequest instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.CountRequest
                 * @static
                 * @param {tramline.bench.v1.CountRequest.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.CountRequest} CountRequest instance
                 * @type {{
                 *   (properties: tramline.bench.v1.CountRequest.$Shape): tramline.bench.v1.CountRequest & tramline.bench.v1.CountRequest.$Shape;
                 *   (properties?: tramline.bench.v1.CountRequest.$Properties): tramline.bench.v1.CountRequest;
                 * }}
                 */
                CountRequest.create = function(properties) {
                    return new CountRequest(properties);
                };

                /**
                 * Encodes the specified CountRequest message. Does not implicitly {@link tramline.bench.v1.CountRequest.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.CountRequest
                 * @static
                 * @param {tramline.bench.v1.CountRequest.$Properties} message CountRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CountRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.count);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CountRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.CountRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.CountRequest & tramline.bench.v1.CountRequest.$Shape} CountRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CountRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.CountRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.count = value;
                                else
                                    delete message.count;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CountRequest;
            })();

            v1.Tick = (function() {

                /**
                 * Properties of a Tick.
                 * @typedef {Object} tramline.bench.v1.Tick.$Properties
                 * @property {number|null} [sequence] Tick sequence
                 * @property {string|null} [text] Tick text
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Tick.
                 * @memberof tramline.bench.v1
                 * @interface ITick
                 * @augments tramline.bench.v1.Tick.$Properties
                 * @deprecated Use tramline.bench.v1.Tick.$Properties instead.
                 */

                /**
                 * Shape of a Tick.
                 * @typedef {tramline.bench.v1.Tick.$Properties} tramline.bench.v1.Tick.$Shape
                 */

                /**
                 * Constructs a new Tick.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents a Tick.
                 * @constructor
                 * @param {tramline.bench.v1.Tick.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Tick = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Tick sequence.
                 * @member {number} sequence
                 * @memberof tramline.bench.v1.Tick
                 * @instance
                 */
                Tick.prototype.sequence = 0;

                /**
                 * Tick text.
                 * @member {string} text
                 * @memberof tramline.bench.v1.Tick
                 * @instance
                 */
                Tick.prototype.text = "";

                /**
                 * Creates a new Tick instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.Tick
                 * @static
                 * @param {tramline.bench.v1.Tick.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.Tick} Tick instance
                 * @type {{
                 *   (properties: tramline.bench.v1.Tick.$Shape): tramline.bench.v1.Tick & tramline.bench.v1.Tick.$Shape;
                 *   (properties?: tramline.bench.v1.Tick.$Properties): tramline.bench.v1.Tick;
                 * }}
                 */
                Tick.create = function(properties) {
                    return new Tick(properties);
                };

                /**
                 * Encodes the specified Tick message. Does not implicitly {@link tramline.bench.v1.Tick.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.Tick
                 * @static
                 * @param {tramline.bench.v1.Tick.$Properties} message Tick message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Tick.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.sequence);
                    if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.text);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Tick message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.Tick
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Tick & tramline.bench.v1.Tick.$Shape} Tick
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Tick.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.Tick();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.text = value;
                                else
                                    delete message.text;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Tick;
            })();

            v1.Payload = (function() {

                /**
                 * Properties of a Payload.
                 * @typedef {Object} tramline.bench.v1.Payload.$Properties
                 * @property {Uint8Array|null} [data] Payload data
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Payload.
                 * @memberof tramline.bench.v1
                 * @interface IPayload
                 * @augments tramline.bench.v1.Payload.$Properties
                 * @deprecated Use tramline.bench.v1.Payload.$Properties instead.
                 */

                /**
                 * Shape of a Payload.
                 * @typedef {tramline.bench.v1.Payload.$Properties} tramline.bench.v1.Payload.$Shape
                 */

                /**
                 * Constructs a new Payload.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents a Payload.
                 * @constructor
                 * @param {tramline.bench.v1.Payload.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Payload = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Payload data.
                 * @member {Uint8Array} data
                 * @memberof tramline.bench.v1.Payload
                 * @instance
                 */
                Payload.prototype.data = $util.newBuffer([]);

                /**
                 * Creates a new Payload instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.Payload
                 * @static
                 * @param {tramline.bench.v1.Payload.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.Payload} Payload instance
                 * @type {{
                 *   (properties: tramline.bench.v1.Payload.$Shape): tramline.bench.v1.Payload & tramline.bench.v1.Payload.$Shape;
                 *   (properties?: tramline.bench.v1.Payload.$Properties): tramline.bench.v1.Payload;
                 * }}
                 */
                Payload.create = function(properties) {
                    return new Payload(properties);
                };

                /**
                 * Encodes the specified Payload message. Does not implicitly {@link tramline.bench.v1.Payload.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.Payload
                 * @static
                 * @param {tramline.bench.v1.Payload.$Properties} message Payload message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Payload.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.data);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Payload message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.Payload
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Payload & tramline.bench.v1.Payload.$Shape} Payload
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Payload.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.Payload();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Payload;
            })();

            v1.Order = (function() {

                /**
                 * Properties of an Order.
                 * @typedef {Object} tramline.bench.v1.Order.$Properties
                 * @property {string|null} [id] Order id
                 * @property {tramline.bench.v1.Customer.$Properties|null} [customer] Order customer
                 * @property {Array.<tramline.bench.v1.LineItem.$Properties>|null} [items] Order items
                 * @property {tramline.bench.v1.Address.$Properties|null} [shipping] Order shipping
                 * @property {tramline.bench.v1.OrderStatus|null} [status] Order status
                 * @property {number|null} [placedAtMillis] Order placedAtMillis
                 * @property {tramline.bench.v1.Money.$Properties|null} [total] Order total
                 * @property {Object.<string,string>|null} [labels] Order labels
                 * @property {boolean|null} [gift] Order gift
                 * @property {number|null} [discount] Order discount
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Order.
                 * @memberof tramline.bench.v1
                 * @interface IOrder
                 * @augments tramline.bench.v1.Order.$Properties
                 * @deprecated Use tramline.bench.v1.Order.$Properties instead.
                 */

                /**
                 * Shape of an Order.
                 * @typedef {tramline.bench.v1.Order.$Properties} tramline.bench.v1.Order.$Shape
                 */

                /**
                 * Constructs a new Order.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents an Order.
                 * @constructor
                 * @param {tramline.bench.v1.Order.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Order = function (properties) {
                    this.items = [];
                    this.labels = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Order id.
                 * @member {string} id
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.id = "";

                /**
                 * Order customer.
                 * @member {tramline.bench.v1.Customer.$Properties|null|undefined} customer
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.customer = null;

                /**
                 * Order items.
                 * @member {Array.<tramline.bench.v1.LineItem.$Properties>} items
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.items = $util.emptyArray;

                /**
                 * Order shipping.
                 * @member {tramline.bench.v1.Address.$Properties|null|undefined} shipping
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.shipping = null;

                /**
                 * Order status.
                 * @member {tramline.bench.v1.OrderStatus} status
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.status = 0;

                /**
                 * Order placedAtMillis.
                 * @member {number} placedAtMillis
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.placedAtMillis = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Order total.
                 * @member {tramline.bench.v1.Money.$Properties|null|undefined} total
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.total = null;

                /**
                 * Order labels.
                 * @member {Object.<string,string>} labels
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.labels = $util.emptyObject;

                /**
                 * Order gift.
                 * @member {boolean} gift
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.gift = false;

                /**
                 * Order discount.
                 * @member {number} discount
                 * @memberof tramline.bench.v1.Order
                 * @instance
                 */
                Order.prototype.discount = 0;

                /**
                 * Creates a new Order instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.Order
                 * @static
                 * @param {tramline.bench.v1.Order.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.Order} Order instance
                 * @type {{
                 *   (properties: tramline.bench.v1.Order.$Shape): tramline.bench.v1.Order & tramline.bench.v1.Order.$Shape;
                 *   (properties?: tramline.bench.v1.Order.$Properties): tramline.bench.v1.Order;
                 * }}
                 */
                Order.create = function(properties) {
                    return new Order(properties);
                };

                /**
                 * Encodes the specified Order message. Does not implicitly {@link tramline.bench.v1.Order.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.Order
                 * @static
                 * @param {tramline.bench.v1.Order.$Properties} message Order message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Order.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.customer != null && $Object.hasOwnProperty.call(message, "customer"))
                        $root.tramline.bench.v1.Customer.encode(message.customer, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.items != null && message.items.length)
                        for (let i = 0; i < message.items.length; ++i)
                            $root.tramline.bench.v1.LineItem.encode(message.items[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.shipping != null && $Object.hasOwnProperty.call(message, "shipping"))
                        $root.tramline.bench.v1.Address.encode(message.shipping, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).int32(message.status);
                    if (message.placedAtMillis != null && $Object.hasOwnProperty.call(message, "placedAtMillis") && (typeof message.placedAtMillis === "object" ? message.placedAtMillis.low || message.placedAtMillis.high : message.placedAtMillis !== 0))
                        writer.uint32(/* id 6, wireType 0 =*/48).int64(message.placedAtMillis);
                    if (message.total != null && $Object.hasOwnProperty.call(message, "total"))
                        $root.tramline.bench.v1.Money.encode(message.total, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                        for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 8, wireType 2 =*/66).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                    if (message.gift != null && $Object.hasOwnProperty.call(message, "gift") && message.gift !== false)
                        writer.uint32(/* id 9, wireType 0 =*/72).bool(message.gift);
                    if (message.discount != null && $Object.hasOwnProperty.call(message, "discount") && !$Object.is(message.discount, 0))
                        writer.uint32(/* id 10, wireType 1 =*/81).double(message.discount);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Order message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.Order
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Order & tramline.bench.v1.Order.$Shape} Order
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Order.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.Order();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.customer = $root.tramline.bench.v1.Customer.decode(reader, reader.size(), $undefined, _depth + 1, message.customer);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push($root.tramline.bench.v1.LineItem.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.shipping = $root.tramline.bench.v1.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.shipping);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.status = value;
                                else
                                    delete message.status;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.placedAtMillis = value;
                                else
                                    delete message.placedAtMillis;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.total = $root.tramline.bench.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.total);
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (message.labels === $util.emptyObject)
                                    message.labels = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.labels, key);
                                message.labels[key] = value;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.gift = value;
                                else
                                    delete message.gift;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.discount = value;
                                else
                                    delete message.discount;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Order;
            })();

            v1.Customer = (function() {

                /**
                 * Properties of a Customer.
                 * @typedef {Object} tramline.bench.v1.Customer.$Properties
                 * @property {string|null} [id] Customer id
                 * @property {string|null} [name] Customer name
                 * @property {string|null} [email] Customer email
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Customer.
                 * @memberof tramline.bench.v1
                 * @interface ICustomer
                 * @augments tramline.bench.v1.Customer.$Properties
                 * @deprecated Use tramline.bench.v1.Customer.$Properties instead.
                 */

                /**
                 * Shape of a Customer.
                 * @typedef {tramline.bench.v1.Customer.$Properties} tramline.bench.v1.Customer.$Shape
                 */

                /**
                 * Constructs a new Customer.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents a Customer.
                 * @constructor
                 * @param {tramline.bench.v1.Customer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Customer = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Customer id.
                 * @member {string} id
                 * @memberof tramline.bench.v1.Customer
                 * @instance
                 */
                Customer.prototype.id = "";

                /**
                 * Customer name.
                 * @member {string} name
                 * @memberof tramline.bench.v1.Customer
                 * @instance
                 */
                Customer.prototype.name = "";

                /**
                 * Customer email.
                 * @member {string} email
                 * @memberof tramline.bench.v1.Customer
                 * @instance
                 */
                Customer.prototype.email = "";

                /**
                 * Creates a new Customer instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.Customer
                 * @static
                 * @param {tramline.bench.v1.Customer.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.Customer} Customer instance
                 * @type {{
                 *   (properties: tramline.bench.v1.Customer.$Shape): tramline.bench.v1.Customer & tramline.bench.v1.Customer.$Shape;
                 *   (properties?: tramline.bench.v1.Customer.$Properties): tramline.bench.v1.Customer;
                 * }}
                 */
                Customer.create = function(properties) {
                    return new Customer(properties);
                };

                /**
                 * Encodes the specified Customer message. Does not implicitly {@link tramline.bench.v1.Customer.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.Customer
                 * @static
                 * @param {tramline.bench.v1.Customer.$Properties} message Customer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Customer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
                    if (message.email != null && $Object.hasOwnProperty.call(message, "email") && message.email !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.email);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Customer message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.Customer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Customer & tramline.bench.v1.Customer.$Shape} Customer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Customer.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.Customer();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.email = value;
                                else
                                    delete message.email;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Customer;
            })();

            v1.Address = (function() {

                /**
                 * Properties of an Address.
                 * @typedef {Object} tramline.bench.v1.Address.$Properties
                 * @property {string|null} [street] Address street
                 * @property {string|null} [city] Address city
                 * @property {string|null} [postalCode] Address postalCode
                 * @property {string|null} [country] Address country
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Address.
                 * @memberof tramline.bench.v1
                 * @interface IAddress
                 * @augments tramline.bench.v1.Address.$Properties
                 * @deprecated Use tramline.bench.v1.Address.$Properties instead.
                 */

                /**
                 * Shape of an Address.
                 * @typedef {tramline.bench.v1.Address.$Properties} tramline.bench.v1.Address.$Shape
                 */

                /**
                 * Constructs a new Address.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents an Address.
                 * @constructor
                 * @param {tramline.bench.v1.Address.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Address = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Address street.
                 * @member {string} street
                 * @memberof tramline.bench.v1.Address
                 * @instance
                 */
                Address.prototype.street = "";

                /**
                 * Address city.
                 * @member {string} city
                 * @memberof tramline.bench.v1.Address
                 * @instance
                 */
                Address.prototype.city = "";

                /**
                 * Address postalCode.
                 * @member {string} postalCode
                 * @memberof tramline.bench.v1.Address
                 * @instance
                 */
                Address.prototype.postalCode = "";

                /**
                 * Address country.
                 * @member {string} country
                 * @memberof tramline.bench.v1.Address
                 * @instance
                 */
                Address.prototype.country = "";

                /**
                 * Creates a new Address instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.Address
                 * @static
                 * @param {tramline.bench.v1.Address.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.Address} Address instance
                 * @type {{
                 *   (properties: tramline.bench.v1.Address.$Shape): tramline.bench.v1.Address & tramline.bench.v1.Address.$Shape;
                 *   (properties?: tramline.bench.v1.Address.$Properties): tramline.bench.v1.Address;
                 * }}
                 */
                Address.create = function(properties) {
                    return new Address(properties);
                };

                /**
                 * Encodes the specified Address message. Does not implicitly {@link tramline.bench.v1.Address.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.Address
                 * @static
                 * @param {tramline.bench.v1.Address.$Properties} message Address message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Address.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.street != null && $Object.hasOwnProperty.call(message, "street") && message.street !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.street);
                    if (message.city != null && $Object.hasOwnProperty.call(message, "city") && message.city !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.city);
                    if (message.postalCode != null && $Object.hasOwnProperty.call(message, "postalCode") && message.postalCode !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.postalCode);
                    if (message.country != null && $Object.hasOwnProperty.call(message, "country") && message.country !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.country);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Address message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.Address
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Address & tramline.bench.v1.Address.$Shape} Address
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Address.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.Address();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.street = value;
                                else
                                    delete message.street;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.city = value;
                                else
                                    delete message.city;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.postalCode = value;
                                else
                                    delete message.postalCode;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.country = value;
                                else
                                    delete message.country;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Address;
            })();

            v1.LineItem = (function() {

                /**
                 * Properties of a LineItem.
                 * @typedef {Object} tramline.bench.v1.LineItem.$Properties
                 * @property {string|null} [sku] LineItem sku
                 * @property {string|null} [title] LineItem title
                 * @property {number|null} [quantity] LineItem quantity
                 * @property {tramline.bench.v1.Money.$Properties|null} [price] LineItem price
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LineItem.
                 * @memberof tramline.bench.v1
                 * @interface ILineItem
                 * @augments tramline.bench.v1.LineItem.$Properties
                 * @deprecated Use tramline.bench.v1.LineItem.$Properties instead.
                 */

                /**
                 * Shape of a LineItem.
                 * @typedef {tramline.bench.v1.LineItem.$Properties} tramline.bench.v1.LineItem.$Shape
                 */

                /**
                 * Constructs a new LineItem.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents a LineItem.
                 * @constructor
                 * @param {tramline.bench.v1.LineItem.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LineItem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LineItem sku.
                 * @member {string} sku
                 * @memberof tramline.bench.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.sku = "";

                /**
                 * LineItem title.
                 * @member {string} title
                 * @memberof tramline.bench.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.title = "";

                /**
                 * LineItem quantity.
                 * @member {number} quantity
                 * @memberof tramline.bench.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.quantity = 0;

                /**
                 * LineItem price.
                 * @member {tramline.bench.v1.Money.$Properties|null|undefined} price
                 * @memberof tramline.bench.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.price = null;

                /**
                 * Creates a new LineItem instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.LineItem
                 * @static
                 * @param {tramline.bench.v1.LineItem.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.LineItem} LineItem instance
                 * @type {{
                 *   (properties: tramline.bench.v1.LineItem.$Shape): tramline.bench.v1.LineItem & tramline.bench.v1.LineItem.$Shape;
                 *   (properties?: tramline.bench.v1.LineItem.$Properties): tramline.bench.v1.LineItem;
                 * }}
                 */
                LineItem.create = function(properties) {
                    return new LineItem(properties);
                };

                /**
                 * Encodes the specified LineItem message. Does not implicitly {@link tramline.bench.v1.LineItem.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.LineItem
                 * @static
                 * @param {tramline.bench.v1.LineItem.$Properties} message LineItem message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LineItem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.sku);
                    if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.title);
                    if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.quantity);
                    if (message.price != null && $Object.hasOwnProperty.call(message, "price"))
                        $root.tramline.bench.v1.Money.encode(message.price, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LineItem message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.LineItem
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.LineItem & tramline.bench.v1.LineItem.$Shape} LineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LineItem.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.LineItem();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.title = value;
                                else
                                    delete message.title;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.quantity = value;
                                else
                                    delete message.quantity;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.price = $root.tramline.bench.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.price);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return LineItem;
            })();

            v1.Money = (function() {

                /**
                 * Properties of a Money.
                 * @typedef {Object} tramline.bench.v1.Money.$Properties
                 * @property {string|null} [currency] Money currency
                 * @property {number|null} [cents] Money cents
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Money.
                 * @memberof tramline.bench.v1
                 * @interface IMoney
                 * @augments tramline.bench.v1.Money.$Properties
                 * @deprecated Use tramline.bench.v1.Money.$Properties instead.
                 */

                /**
                 * Shape of a Money.
                 * @typedef {tramline.bench.v1.Money.$Properties} tramline.bench.v1.Money.$Shape
                 */

                /**
                 * Constructs a new Money.
                 * @memberof tramline.bench.v1
                 * @classdesc Represents a Money.
                 * @constructor
                 * @param {tramline.bench.v1.Money.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Money = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Money currency.
                 * @member {string} currency
                 * @memberof tramline.bench.v1.Money
                 * @instance
                 */
                Money.prototype.currency = "";

                /**
                 * Money cents.
                 * @member {number} cents
                 * @memberof tramline.bench.v1.Money
                 * @instance
                 */
                Money.prototype.cents = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Creates a new Money instance using the specified properties.
                 * @function create
                 * @memberof tramline.bench.v1.Money
                 * @static
                 * @param {tramline.bench.v1.Money.$Properties=} [properties] Properties to set
                 * @returns {tramline.bench.v1.Money} Money instance
                 * @type {{
                 *   (properties: tramline.bench.v1.Money.$Shape): tramline.bench.v1.Money & tramline.bench.v1.Money.$Shape;
                 *   (properties?: tramline.bench.v1.Money.$Properties): tramline.bench.v1.Money;
                 * }}
                 */
                Money.create = function(properties) {
                    return new Money(properties);
                };

                /**
                 * Encodes the specified Money message. Does not implicitly {@link tramline.bench.v1.Money.verify|verify} messages.
                 * @function encode
                 * @memberof tramline.bench.v1.Money
                 * @static
                 * @param {tramline.bench.v1.Money.$Properties} message Money message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Money.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.currency != null && $Object.hasOwnProperty.call(message, "currency") && message.currency !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.currency);
                    if (message.cents != null && $Object.hasOwnProperty.call(message, "cents") && (typeof message.cents === "object" ? message.cents.low || message.cents.high : message.cents !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.cents);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Money message from the specified reader or buffer.
                 * @function decode
                 * @memberof tramline.bench.v1.Money
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tramline.bench.v1.Money & tramline.bench.v1.Money.$Shape} Money
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Money.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tramline.bench.v1.Money();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.currency = value;
                                else
                                    delete message.currency;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.cents = value;
                                else
                                    delete message.cents;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Money;
            })();

            /**
             * OrderStatus enum.
             * @name tramline.bench.v1.OrderStatus
             * @enum {number}
             * @property {number} ORDER_STATUS_UNSPECIFIED=0 ORDER_STATUS_UNSPECIFIED value
             * @property {number} ORDER_STATUS_PLACED=1 ORDER_STATUS_PLACED value
             * @property {number} ORDER_STATUS_PAID=2 ORDER_STATUS_PAID value
             * @property {number} ORDER_STATUS_SHIPPED=3 ORDER_STATUS_SHIPPED value
             */
            v1.OrderStatus = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ORDER_STATUS_UNSPECIFIED"] = 0;
                values[valuesById[1] = "ORDER_STATUS_PLACED"] = 1;
                values[valuesById[2] = "ORDER_STATUS_PAID"] = 2;
                values[valuesById[3] = "ORDER_STATUS_SHIPPED"] = 3;
                return values;
            })();

            return v1;
        })();

        return bench;
    })();

    return tramline;
})();

export {
  $root as default
};
