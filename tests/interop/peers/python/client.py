"""An interop client on grpcio, with the official flags."""

import argparse
import queue
import sys
import time

import grpc
from contracts import OPTIONS, boolean, empty_pb2, messages_pb2, read, test_pb2_grpc

REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
METADATA = (
    ("x-grpc-test-echo-initial", "test_initial_metadata_value"),
    ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"),
)


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


def ends_with(code, call, details=None):
    try:
        call()
    except grpc.RpcError as error:
        equal(error.code(), code)
        if details is not None:
            equal(error.details(), details)
    else:
        raise AssertionError(f"the call did not end with {code}")


class Requests:
    """Requests that are sent as they are put in."""

    def __init__(self):
        self.queue = queue.Queue()

    def send(self, request):
        self.queue.put(request)

    def close(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


def empty_unary(stub, flags):
    equal(stub.EmptyCall(empty_pb2.Empty()), empty_pb2.Empty())


def large_unary(stub, flags):
    equal(stub.UnaryCall(large_request()).payload.body, bytes(314159))


def very_large_request(stub, flags):
    request = messages_pb2.SimpleRequest(response_size=10, payload=zeros(10 * 1024 * 1024))
    equal(len(stub.UnaryCall(request).payload.body), 10)


def pick_first_unary(stub, flags):
    request = messages_pb2.SimpleRequest(response_size=1, payload=zeros(1), fill_server_id=True)
    ids = {stub.UnaryCall(request).server_id for _ in range(100)}
    check("" not in ids, "the server did not fill server_id")
    equal(len(ids), 1)


def client_streaming(stub, flags):
    requests = (
        messages_pb2.StreamingInputCallRequest(payload=zeros(size)) for size in REQUEST_SIZES
    )
    equal(stub.StreamingInputCall(requests).aggregated_payload_size, 74922)


def server_streaming(stub, flags):
    request = messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=size) for size in RESPONSE_SIZES]
    )
    sizes = tuple(len(one.payload.body) for one in stub.StreamingOutputCall(request))
    equal(sizes, RESPONSE_SIZES)


def ping_pong(stub, flags):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests))
    for response_size, request_size in zip(RESPONSE_SIZES, REQUEST_SIZES):
        requests.send(output_request(response_size, request_size))
        equal(len(next(call).payload.body), response_size)
    requests.close()
    equal(list(call), [])


def empty_stream(stub, flags):
    equal(list(stub.FullDuplexCall(iter(()))), [])


def cancel_after_begin(stub, flags):
    requests = Requests()
    call = stub.StreamingInputCall.future(iter(requests))
    call.cancel()
    check(call.cancelled(), "the call is not cancelled")
    equal(call.code(), grpc.StatusCode.CANCELLED)
    requests.close()


def cancel_after_first_response(stub, flags):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests))
    requests.send(output_request(31415, 27182))
    equal(len(next(call).payload.body), 31415)
    call.cancel()
    ends_with(grpc.StatusCode.CANCELLED, lambda: next(call))
    requests.close()


def timeout_on_sleeping_server(stub, flags):
    requests = Requests()
    requests.send(messages_pb2.StreamingOutputCallRequest(payload=zeros(27182)))
    call = stub.FullDuplexCall(iter(requests), timeout=0.001)
    ends_with(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(call))
    requests.close()


def custom_metadata(stub, flags):
    def echoed(call):
        check(METADATA[0] in call.initial_metadata(), "no echo in the initial metadata")
        check(METADATA[1] in call.trailing_metadata(), "no echo in the trailing metadata")

    _, call = stub.UnaryCall.with_call(large_request(), metadata=METADATA)
    echoed(call)
    call = stub.FullDuplexCall(iter((output_request(314159, 271828),)), metadata=METADATA)
    equal([len(one.payload.body) for one in call], [314159])
    echoed(call)


def status_code_and_message(stub, flags):
    status = messages_pb2.EchoStatus(code=2, message="test status message")
    request = messages_pb2.SimpleRequest(response_status=status)
    ends_with(grpc.StatusCode.UNKNOWN, lambda: stub.UnaryCall(request), status.message)
    requests = (messages_pb2.StreamingOutputCallRequest(response_status=status),)
    call = stub.FullDuplexCall(iter(requests))
    ends_with(grpc.StatusCode.UNKNOWN, lambda: next(call), status.message)


def special_status_message(stub, flags):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    status = messages_pb2.EchoStatus(code=2, message=message)
    request = messages_pb2.SimpleRequest(response_status=status)
    ends_with(grpc.StatusCode.UNKNOWN, lambda: stub.UnaryCall(request), message)


def unimplemented_method(stub, flags):
    ends_with(
        grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(empty_pb2.Empty())
    )


def unimplemented_service(stub, flags):
    with create_channel(flags) as channel:
        other = test_pb2_grpc.UnimplementedServiceStub(channel)
        ends_with(
            grpc.StatusCode.UNIMPLEMENTED, lambda: other.UnimplementedCall(empty_pb2.Empty())
        )


def client_compressed_unary(stub, flags):
    def request(compressed):
        expected = messages_pb2.BoolValue(value=compressed)
        return messages_pb2.SimpleRequest(
            expect_compressed=expected, response_size=314159, payload=zeros(271828)
        )

    ends_with(grpc.StatusCode.INVALID_ARGUMENT, lambda: stub.UnaryCall(request(True)))
    compressed = stub.UnaryCall(request(True), compression=grpc.Compression.Gzip)
    equal(len(compressed.payload.body), 314159)
    equal(len(stub.UnaryCall(request(False)).payload.body), 314159)


def soak(flags, call):
    begin = time.monotonic()
    for iteration in range(flags.soak_iterations):
        start = time.monotonic()
        check(start - begin < flags.soak_overall_timeout_seconds, "the overall timeout passed")
        call()
        took = (time.monotonic() - start) * 1000
        check(
            took <= flags.soak_per_iteration_max_acceptable_latency_ms,
            f"iteration {iteration} took {took:.0f} ms",
        )


def rpc_soak(stub, flags):
    soak(flags, lambda: large_unary(stub, flags))


def channel_soak(stub, flags):
    def call():
        with create_channel(flags) as channel:
            large_unary(test_pb2_grpc.TestServiceStub(channel), flags)

    soak(flags, call)


CASES = {
    case.__name__: case
    for case in (
        empty_unary,
        large_unary,
        client_streaming,
        server_streaming,
        ping_pong,
        empty_stream,
        cancel_after_begin,
        cancel_after_first_response,
        timeout_on_sleeping_server,
        custom_metadata,
        status_code_and_message,
        special_status_message,
        unimplemented_method,
        unimplemented_service,
        client_compressed_unary,
        pick_first_unary,
        very_large_request,
        rpc_soak,
        channel_soak,
    )
}


def create_channel(flags):
    address = f"{flags.server_host}:{flags.server_port}"
    options = list(OPTIONS)
    if not flags.use_tls:
        return grpc.insecure_channel(address, options=options)
    if flags.server_host_override:
        options.append(("grpc.ssl_target_name_override", flags.server_host_override))
    roots = read(flags.ca_file) if flags.ca_file else None
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(roots), options=options)


def main():
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
    with create_channel(flags) as channel:
        CASES[flags.test_case](test_pb2_grpc.TestServiceStub(channel), flags)


try:
    main()
except Exception as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1)
