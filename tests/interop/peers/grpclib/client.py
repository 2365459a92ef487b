"""An interop client on grpclib, with the official flags."""

import argparse
import asyncio
import ssl
import sys
import time

from contracts import boolean, empty_pb2, messages_pb2, test_grpc
from grpclib.client import Channel
from grpclib.config import Configuration
from grpclib.const import Status
from grpclib.exceptions import GRPCError

REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
INITIAL = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
TRAILING = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(actual, expected):
    check(actual == expected, f"got {actual!r} instead of {expected!r}")


def zeros(size):
    return messages_pb2.Payload(body=bytes(size))


def large_request():
    return messages_pb2.SimpleRequest(response_size=314159, payload=zeros(271828))


def output_request(size, payload_size):
    return messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=size)],
        payload=zeros(payload_size),
    )


async def ends_with(status, call, message=None):
    try:
        await call
    except GRPCError as error:
        equal(error.status, status)
        if message is not None:
            equal(error.message, message)
    else:
        raise AssertionError(f"the call did not end with {status}")


async def empty_unary(stub, flags):
    equal(await stub.EmptyCall(empty_pb2.Empty()), empty_pb2.Empty())


async def large_unary(stub, flags):
    response = await stub.UnaryCall(large_request())
    equal(response.payload.body, bytes(314159))


async def very_large_request(stub, flags):
    request = messages_pb2.SimpleRequest(response_size=10, payload=zeros(10 * 1024 * 1024))
    equal(len((await stub.UnaryCall(request)).payload.body), 10)


async def pick_first_unary(stub, flags):
    request = messages_pb2.SimpleRequest(response_size=1, fill_server_id=True)
    ids = {(await stub.UnaryCall(request)).server_id for _ in range(100)}
    check("" not in ids, "the server did not fill server_id")
    equal(len(ids), 1)


async def client_streaming(stub, flags):
    requests = [
        messages_pb2.StreamingInputCallRequest(payload=zeros(size)) for size in REQUEST_SIZES
    ]
    equal((await stub.StreamingInputCall(requests)).aggregated_payload_size, 74922)


async def server_streaming(stub, flags):
    request = messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=size) for size in RESPONSE_SIZES]
    )
    responses = await stub.StreamingOutputCall(request)
    equal(tuple(len(one.payload.body) for one in responses), RESPONSE_SIZES)


async def ping_pong(stub, flags):
    async with stub.FullDuplexCall.open() as call:
        for response_size, request_size in zip(RESPONSE_SIZES, REQUEST_SIZES):
            await call.send_message(output_request(response_size, request_size))
            equal(len((await call.recv_message()).payload.body), response_size)
        await call.end()
        equal(await call.recv_message(), None)


async def empty_stream(stub, flags):
    async with stub.FullDuplexCall.open() as call:
        await call.send_request(end=True)
        equal(await call.recv_message(), None)


async def timeout_on_sleeping_server(stub, flags):
    async def call():
        async with stub.FullDuplexCall.open(timeout=0.001) as call:
            await call.send_message(messages_pb2.StreamingOutputCallRequest(payload=zeros(27182)))
            await call.recv_message()

    try:
        await call()
    except asyncio.TimeoutError:
        # Ends calls of grpclib whose deadline has passed here; the server's own word is a GRPCError.
        return
    except GRPCError as error:
        equal(error.status, Status.DEADLINE_EXCEEDED)
        return
    raise AssertionError("the call did not end with DEADLINE_EXCEEDED")


async def custom_metadata(stub, flags):
    async def echoed(method, request, size):
        async with method.open(metadata=dict((INITIAL, TRAILING))) as call:
            await call.send_message(request, end=True)
            equal(len((await call.recv_message()).payload.body), size)
            await call.recv_trailing_metadata()
            check(INITIAL in call.initial_metadata.items(), "no echo in the initial metadata")
            check(TRAILING in call.trailing_metadata.items(), "no echo in the trailing metadata")

    await echoed(stub.UnaryCall, large_request(), 314159)
    await echoed(stub.FullDuplexCall, output_request(314159, 271828), 314159)


async def status_code_and_message(stub, flags):
    status = messages_pb2.EchoStatus(code=2, message="test status message")
    request = messages_pb2.SimpleRequest(response_status=status)
    await ends_with(Status.UNKNOWN, stub.UnaryCall(request), status.message)
    request = messages_pb2.StreamingOutputCallRequest(response_status=status)
    await ends_with(Status.UNKNOWN, stub.FullDuplexCall([request]), status.message)


async def special_status_message(stub, flags):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    status = messages_pb2.EchoStatus(code=2, message=message)
    request = messages_pb2.SimpleRequest(response_status=status)
    await ends_with(Status.UNKNOWN, stub.UnaryCall(request), message)


async def unimplemented_method(stub, flags):
    await ends_with(Status.UNIMPLEMENTED, stub.UnimplementedCall(empty_pb2.Empty()))


async def unimplemented_service(stub, flags):
    async with create_channel(flags) as channel:
        other = test_grpc.UnimplementedServiceStub(channel)
        await ends_with(Status.UNIMPLEMENTED, other.UnimplementedCall(empty_pb2.Empty()))


async def soak(flags, call):
    begin = time.monotonic()
    for iteration in range(flags.soak_iterations):
        start = time.monotonic()
        check(start - begin < flags.soak_overall_timeout_seconds, "the overall timeout passed")
        await call()
        took = (time.monotonic() - start) * 1000
        check(
            took <= flags.soak_per_iteration_max_acceptable_latency_ms,
            f"iteration {iteration} took {took:.0f} ms",
        )


async def rpc_soak(stub, flags):
    await soak(flags, lambda: large_unary(stub, flags))


async def channel_soak(stub, flags):
    async def call():
        async with create_channel(flags) as channel:
            await large_unary(test_grpc.TestServiceStub(channel), flags)

    await soak(flags, call)


CASES = {
    case.__name__: case
    for case in (
        empty_unary,
        large_unary,
        client_streaming,
        server_streaming,
        ping_pong,
        empty_stream,
        timeout_on_sleeping_server,
        custom_metadata,
        status_code_and_message,
        special_status_message,
        unimplemented_method,
        unimplemented_service,
        pick_first_unary,
        very_large_request,
        rpc_soak,
        channel_soak,
    )
}


def create_channel(flags):
    if not flags.use_tls:
        return Channel(flags.server_host, flags.server_port)
    context = ssl.create_default_context(cafile=flags.ca_file)
    context.set_alpn_protocols(["h2"])
    config = Configuration(ssl_target_name_override=flags.server_host_override)
    return Channel(flags.server_host, flags.server_port, ssl=context, config=config)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server_host", default="localhost")
    parser.add_argument("--server_port", type=int, required=True)
    parser.add_argument("--server_host_override")
    parser.add_argument("--use_tls", type=boolean, default=False)
    parser.add_argument("--ca_file")
    parser.add_argument("--test_case", choices=CASES, required=True)
    parser.add_argument("--soak_iterations", type=int, default=10)
    parser.add_argument("--soak_overall_timeout_seconds", type=int, default=10)
    parser.add_argument(
        "--soak_per_iteration_max_acceptable_latency_ms", type=int, default=1000
    )
    flags = parser.parse_args()
    async with create_channel(flags) as channel:
        await CASES[flags.test_case](test_grpc.TestServiceStub(channel), flags)


try:
    asyncio.run(main())
except Exception as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1)
