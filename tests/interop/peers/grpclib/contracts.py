"""The generated contracts, from the folder named by INTEROP_GENERATED."""

import os
import sys

sys.path.append(os.environ["INTEROP_GENERATED"])

from grpc.testing import empty_pb2, messages_pb2, test_grpc  # noqa: E402

__all__ = ["empty_pb2", "messages_pb2", "test_grpc"]


def boolean(text):
    """Reads the value of a flag such as --use_tls=true."""
    if text not in ("true", "false"):
        raise ValueError(f"{text} is neither true nor false")
    return text == "true"
