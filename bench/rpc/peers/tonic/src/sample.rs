//! What the bench sends: the same data as peers/node/sample-data.ts.

use std::fmt::Write;
use std::time::Duration;

use crate::contract::{Address, Customer, LineItem, Money, Order, OrderStatus};

pub const ECHO_TEXT: &str = "hello, world!";
pub const ECHO_NUMBER: u32 = 1234;
pub const TICK_TEXT: &str = "tick tock";
pub const COUNT_MESSAGES: u32 = 10_000;
pub const TRANSFER_BYTES: usize = 1024 * 1024;
pub const TIMEOUT: Duration = Duration::from_secs(5);

/// 2 KiB of text as logs and lists are.
pub fn document_text() -> String {
    let mut text = String::new();
    let mut line = 0;
    while text.len() < 2_048 {
        let sku = line * 7_919 % 100_000;
        let cents = line * 104_729 % 100_000;
        writeln!(
            text,
            r#"{{"line":{line},"sku":"SKU-{sku:05}","title":"Merino travel blanket","cents":{cents}}}"#
        )
        .expect("a String takes what is written");
        line += 1;
    }
    text.truncate(2_048);
    text
}

/// An entry of 200 characters.
pub fn authorization() -> String {
    let token = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.Zm91bmRpbmctZW5naW5lZXI".repeat(4);
    format!("Bearer {}", &token[..193])
}

/// An order of 428 bytes.
pub fn order() -> Order {
    Order {
        id: "ord_01HZX3Q7M9K2V5T8B4N6C0D1E2".into(),
        customer: Some(Customer {
            id: "cus_8f14e45fceea167a".into(),
            name: "Marguerite Lindqvist".into(),
            email: "marguerite.lindqvist@example.com".into(),
        }),
        items: vec![
            item("SKU-77-1042-BLK", "Merino travel blanket, black", 2, 12_900),
            item("SKU-13-0077-OAK", "Bedside lamp with oak base", 1, 5_450),
            item("SKU-90-3311-XXL", "Linen sheet set, extra wide", 4, 8_925),
        ],
        shipping: Some(Address {
            street: "Östra Ågatan 14, 3 tr".into(),
            city: "Uppsala".into(),
            postal_code: "753 31".into(),
            country: "SE".into(),
        }),
        status: OrderStatus::Paid.into(),
        placed_at_millis: 1_794_000_000_123,
        total: Some(money(66_950)),
        labels: [("channel", "storefront-web"), ("campaign", "autumn-sale-2026")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        gift: true,
        discount: 0.125,
    }
}

fn money(cents: i64) -> Money {
    Money { currency: "EUR".into(), cents }
}

fn item(sku: &str, title: &str, quantity: u32, cents: i64) -> LineItem {
    LineItem { sku: sku.into(), title: title.into(), quantity, price: Some(money(cents)) }
}

/// Makes identifiers that differ on each call: xorshift to hex.
pub struct CallIdentifiers([u32; 4]);

impl CallIdentifiers {
    pub fn new(seed: u32) -> Self {
        Self([1, 2, 3, 4].map(|index| seed.wrapping_add(index).wrapping_mul(0x9e37_79b1)))
    }

    /// 32 random hex digits.
    pub fn request_id(&mut self) -> String {
        let mut text = String::with_capacity(32);
        for _ in 0..4 {
            self.push_hex(&mut text);
        }
        text
    }

    /// 32 random hex digits and 16 more in the form of a W3C traceparent.
    pub fn traceparent(&mut self) -> String {
        let mut text = String::with_capacity(55);
        text.push_str("00-");
        for _ in 0..4 {
            self.push_hex(&mut text);
        }
        text.push('-');
        for _ in 0..2 {
            self.push_hex(&mut text);
        }
        text.push_str("-01");
        text
    }

    fn push_hex(&mut self, text: &mut String) {
        let [first, second, third, mut mixed] = self.0;
        mixed ^= mixed << 11;
        mixed ^= mixed >> 8;
        let next = mixed ^ first ^ (first >> 19);
        self.0 = [next, first, second, third];
        write!(text, "{next:08x}").expect("a String takes what is written");
    }
}
