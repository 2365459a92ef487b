"""Calls each method of parcels.v1.ParcelService once, and says how each call went."""

import sys

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from parcels.v1 import parcels_pb2, parcels_pb2_grpc, place_pb2


def parcel(**changed):
    made = parcels_pb2.Parcel(
        id="p",
        weight=41,
        tags=["fragile", "ünïcode ☺"],
        counts={"screws": 1 << 62, "nails": -1},
        kind=parcels_pb2.Parcel.KIND_BOX,
        place=place_pb2.Place(street="Main", number=7),
        sent=Timestamp(seconds=1700000000, nanos=5),
        seal=b"\x00\xff\x80",
        price=0.1,
        readings=[-1, 0, 2147483647, -2147483648],
    )
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def expect(got, wanted):
    if got != wanted:
        raise AssertionError(f"got {got} instead of {wanted}".replace("\n", " "))


def weigh(stub):
    expect(stub.Weigh(parcel(), timeout=20), parcel(weight=42))


def split(stub):
    parts = list(stub.Split(parcels_pb2.SplitRequest(parcel=parcel(), count=3), timeout=20))
    expect(parts, [parcel(id=f"p-{at}") for at in range(3)])


def join(stub):
    sent = (parcels_pb2.Parcel(tags=[str(at)], weight=at + 1) for at in range(3))
    wanted = parcels_pb2.Parcel(id="joined", tags=["0", "1", "2"], weight=6)
    expect(stub.Join(sent, timeout=20), wanted)


def relay(stub):
    sent = [parcel(weight=at) for at in range(3)]
    expect(list(stub.Relay(iter(sent), timeout=20)), [parcel(weight=at * 2) for at in range(3)])


with grpc.insecure_channel(sys.argv[1]) as channel:
    service = parcels_pb2_grpc.ParcelServiceStub(channel)
    for name, call in {
        "unary": weigh,
        "server streaming": split,
        "client streaming": join,
        "bidirectional": relay,
    }.items():
        try:
            call(service)
            print(f"{name}: ok")
        except Exception as error:
            print(f"{name}: {error}".replace("\n", " "))
