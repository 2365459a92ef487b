package dev.tramline.bench;

import com.google.protobuf.ByteString;
import dev.tramline.bench.v1.Address;
import dev.tramline.bench.v1.Customer;
import dev.tramline.bench.v1.EchoMessage;
import dev.tramline.bench.v1.LineItem;
import dev.tramline.bench.v1.Money;
import dev.tramline.bench.v1.Order;
import dev.tramline.bench.v1.OrderStatus;
import dev.tramline.bench.v1.Payload;
import dev.tramline.bench.v1.Tick;
import io.grpc.Metadata;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the bench sends: the same data as peers/node/sample-data.ts. */
final class Sample {
  static final String ECHO_TEXT = "hello, world!";
  static final int ECHO_NUMBER = 1234;
  static final String TICK_TEXT = "tick tock";
  static final int COUNT_MESSAGES = 10_000;
  static final int TRANSFER_BYTES = 1024 * 1024;
  static final int TIMEOUT_SECONDS = 5;

  /** An entry of 200 characters. */
  static final String AUTHORIZATION =
      "Bearer "
          + "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.Zm91bmRpbmctZW5naW5lZXI"
              .repeat(4)
              .substring(0, 193);

  static final String TENANT = "tramline-bench";
  static final Metadata.Key<String> TENANT_KEY = key("x-tenant");
  static final Metadata.Key<String> AUTHORIZATION_KEY = key("authorization");
  static final Metadata.Key<String> REQUEST_ID_KEY = key("x-request-id");
  static final Metadata.Key<String> TRACEPARENT_KEY = key("traceparent");

  private Sample() {}

  static final String DOCUMENT_TEXT = documentText(2048);

  /** A policy that never acts, as no call of the benches fails. */
  static final Map<String, ?> RETRY_SERVICE_CONFIG =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of("service", "tramline.bench.v1.Bench")),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts", 3.0,
                      "initialBackoff", "0.1s",
                      "maxBackoff", "1s",
                      "backoffMultiplier", 2.0,
                      "retryableStatusCodes", List.of("UNAVAILABLE")))));

  /** Text as logs and lists are. */
  private static String documentText(int length) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; text.length() < length; line++) {
      text.append(
          String.format(
              "{\"line\":%d,\"sku\":\"SKU-%05d\",\"title\":\"Merino travel blanket\",\"cents\":%d}\n",
              line, line * 7_919 % 100_000, line * 104_729 % 100_000));
    }
    return text.substring(0, length);
  }

  static Metadata constantMetadata() {
    Metadata metadata = new Metadata();
    metadata.put(TENANT_KEY, TENANT);
    metadata.put(key("x-client-version"), "2026.11.1");
    return metadata;
  }

  static EchoMessage echo() {
    return echo(ECHO_TEXT);
  }

  static EchoMessage echo(String text) {
    return EchoMessage.newBuilder().setText(text).setNumber(ECHO_NUMBER).build();
  }

  static Tick tick(int sequence) {
    return Tick.newBuilder().setSequence(sequence).setText(TICK_TEXT).build();
  }

  static Payload payload() {
    byte[] data = new byte[TRANSFER_BYTES];
    Arrays.fill(data, (byte) 0x61);
    return Payload.newBuilder().setData(ByteString.copyFrom(data)).build();
  }

  /** An order of 428 bytes. */
  static Order order() {
    return Order.newBuilder()
        .setId("ord_01HZX3Q7M9K2V5T8B4N6C0D1E2")
        .setCustomer(
            Customer.newBuilder()
                .setId("cus_8f14e45fceea167a")
                .setName("Marguerite Lindqvist")
                .setEmail("marguerite.lindqvist@example.com"))
        .addItems(item("SKU-77-1042-BLK", "Merino travel blanket, black", 2, 12_900))
        .addItems(item("SKU-13-0077-OAK", "Bedside lamp with oak base", 1, 5_450))
        .addItems(item("SKU-90-3311-XXL", "Linen sheet set, extra wide", 4, 8_925))
        .setShipping(
            Address.newBuilder()
                .setStreet("Östra Ågatan 14, 3 tr")
                .setCity("Uppsala")
                .setPostalCode("753 31")
                .setCountry("SE"))
        .setStatus(OrderStatus.ORDER_STATUS_PAID)
        .setPlacedAtMillis(1_794_000_000_123L)
        .setTotal(money(66_950))
        .putLabels("channel", "storefront-web")
        .putLabels("campaign", "autumn-sale-2026")
        .setGift(true)
        .setDiscount(0.125)
        .build();
  }

  private static Money.Builder money(long cents) {
    return Money.newBuilder().setCurrency("EUR").setCents(cents);
  }

  private static LineItem.Builder item(String sku, String title, int quantity, long cents) {
    return LineItem.newBuilder()
        .setSku(sku)
        .setTitle(title)
        .setQuantity(quantity)
        .setPrice(money(cents));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
