// Program channelz reads all that a channelz service tells, with grpc-go's channelz package, and prints it as
// JSON: {channels, subchannels, sockets, servers, serverSockets, missing}.
//
//	channelz ADDRESS
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	channelz "google.golang.org/grpc/channelz/grpc_channelz_v1"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func raw(message proto.Message) json.RawMessage {
	text, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(message)
	check(err)
	return text
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	check(err)
	defer connection.Close()
	client := channelz.NewChannelzClient(connection)
	result := map[string][]json.RawMessage{}
	add := func(name string, message proto.Message) { result[name] = append(result[name], raw(message)) }
	sockets := map[int64]bool{}

	for start := int64(0); ; {
		page, err := client.GetTopChannels(ctx, &channelz.GetTopChannelsRequest{StartChannelId: start, MaxResults: 1})
		check(err)
		for _, one := range page.Channel {
			start = one.Ref.ChannelId + 1
			again, err := client.GetChannel(ctx, &channelz.GetChannelRequest{ChannelId: one.Ref.ChannelId})
			check(err)
			add("channels", again.Channel)
			for _, ref := range one.SubchannelRef {
				sub, err := client.GetSubchannel(ctx, &channelz.GetSubchannelRequest{SubchannelId: ref.SubchannelId})
				check(err)
				add("subchannels", sub.Subchannel)
				for _, socket := range sub.Subchannel.SocketRef {
					sockets[socket.SocketId] = true
				}
			}
		}
		if page.End {
			break
		}
	}
	servers, err := client.GetServers(ctx, &channelz.GetServersRequest{})
	check(err)
	for _, one := range servers.Server {
		again, err := client.GetServer(ctx, &channelz.GetServerRequest{ServerId: one.Ref.ServerId})
		check(err)
		add("servers", again.Server)
		for _, socket := range one.ListenSocket {
			sockets[socket.SocketId] = true
		}
		page, err := client.GetServerSockets(ctx, &channelz.GetServerSocketsRequest{ServerId: one.Ref.ServerId})
		check(err)
		for _, socket := range page.SocketRef {
			sockets[socket.SocketId] = true
			add("serverSockets", socket)
		}
	}
	for id := range sockets {
		socket, err := client.GetSocket(ctx, &channelz.GetSocketRequest{SocketId: id})
		check(err)
		add("sockets", socket.Socket)
	}
	_, err = client.GetSocket(ctx, &channelz.GetSocketRequest{SocketId: 1 << 40})
	result["missing"] = []json.RawMessage{json.RawMessage(`"` + status.Code(err).String() + `"`)}
	check(json.NewEncoder(os.Stdout).Encode(result))
}
