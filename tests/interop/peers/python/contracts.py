"""The generated contracts, from the folder named by INTEROP_GENERATED.

Their package grpc.testing is a folder of the same name as one of the runtime's: theirs is found once
the generated folder belongs to the runtime's package.
"""

import os
import sys

import grpc

generated = os.environ["INTEROP_GENERATED"]
sys.path.append(generated)
grpc.__path__.append(os.path.join(generated, "grpc"))

from grpc.testing import empty_pb2, messages_pb2, test_pb2, test_pb2_grpc  # noqa: E402

__all__ = ["empty_pb2", "messages_pb2", "test_pb2", "test_pb2_grpc"]

MAX_BYTES = 16 * 1024 * 1024
OPTIONS = [
    ("grpc.max_receive_message_length", MAX_BYTES),
    ("grpc.max_send_message_length", MAX_BYTES),
]


def boolean(text):
    """Reads the value of a flag such as --use_tls=true."""
    if text not in ("true", "false"):
        raise ValueError(f"{text} is neither true nor false")
    return text == "true"


def read(path):
    with open(path, "rb") as file:
        return file.read()
