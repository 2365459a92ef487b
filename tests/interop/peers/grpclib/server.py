"""An interop server on grpclib, with the official flags."""

import argparse
import asyncio
import signal
import socket
import ssl
import sys
import uuid

from contracts import boolean, empty_pb2, messages_pb2, test_grpc
from grpclib.const import Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server

INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"
SERVER_ID = str(uuid.uuid4())


def echoed(stream, name):
    return {name: stream.metadata[name]} if name in stream.metadata else {}


def refuse_as_asked(request):
    if request.HasField("response_status") and request.response_status.code != 0:
        status = request.response_status
        raise GRPCError(Status(status.code), status.message)


def payload(kind, size):
    return messages_pb2.Payload(type=kind, body=bytes(size))


async def send_responses(stream, request):
    for parameters in request.response_parameters:
        if parameters.interval_us > 0:
            await asyncio.sleep(parameters.interval_us / 1e6)
        response = messages_pb2.StreamingOutputCallResponse(
            payload=payload(request.response_type, parameters.size)
        )
        await stream.send_message(response)


class TestService(test_grpc.TestServiceBase):
    async def EmptyCall(self, stream):
        await stream.recv_message()
        await stream.send_message(empty_pb2.Empty())

    async def UnaryCall(self, stream):
        request = await stream.recv_message()
        refuse_as_asked(request)
        await stream.send_initial_metadata(metadata=echoed(stream, INITIAL))
        response = messages_pb2.SimpleResponse(
            payload=payload(request.response_type, request.response_size),
            server_id=SERVER_ID if request.fill_server_id else "",
        )
        await stream.send_message(response)
        await stream.send_trailing_metadata(metadata=echoed(stream, TRAILING))

    async def CacheableUnaryCall(self, stream):
        raise GRPCError(Status.UNIMPLEMENTED)

    async def StreamingOutputCall(self, stream):
        await send_responses(stream, await stream.recv_message())

    async def StreamingInputCall(self, stream):
        size = 0
        async for request in stream:
            size += len(request.payload.body)
        response = messages_pb2.StreamingInputCallResponse(aggregated_payload_size=size)
        await stream.send_message(response)

    async def FullDuplexCall(self, stream):
        await stream.send_initial_metadata(metadata=echoed(stream, INITIAL))
        async for request in stream:
            refuse_as_asked(request)
            await send_responses(stream, request)
        await stream.send_trailing_metadata(metadata=echoed(stream, TRAILING))

    async def HalfDuplexCall(self, stream):
        requests = [request async for request in stream]
        for request in requests:
            await send_responses(stream, request)

    async def UnimplementedCall(self, stream):
        raise GRPCError(Status.UNIMPLEMENTED)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--use_tls", type=boolean, default=False)
    parser.add_argument("--tls_cert_file")
    parser.add_argument("--tls_key_file")
    flags = parser.parse_args()
    context = None
    if flags.use_tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(flags.tls_cert_file, flags.tls_key_file)
        context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", flags.port))
    server = Server([TestService()])
    await server.start(sock=listener, ssl=context)
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    print(f"interop server listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await ending.wait()
    server.close()


asyncio.run(main())
sys.exit(0)
