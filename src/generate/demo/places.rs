//! Where the demo company works: made-up streets in real neighbourhoods.

use serde_json::{Value, json};

use crate::generate::geo::Point;
use crate::rng::Rng;

pub const SHOP: &str = "shop";

/// City, middle, and how far its houses spread in kilometres.
const TOWNS: [(&str, f64, f64, f64); 12] = [
    ("San Jose", 37.335, -121.885, 2.2),
    ("San Jose", 37.302, -121.898, 1.8),
    ("San Jose", 37.312, -121.790, 2.0),
    ("San Jose", 37.235, -121.868, 2.2),
    ("San Jose", 37.288, -121.832, 1.8),
    ("Campbell", 37.284, -121.948, 1.2),
    ("Cupertino", 37.318, -122.035, 1.6),
    ("Sunnyvale", 37.370, -122.030, 1.8),
    ("Santa Clara", 37.352, -121.965, 1.6),
    ("Milpitas", 37.432, -121.897, 1.4),
    ("Los Gatos", 37.238, -121.958, 1.5),
    ("Mountain View", 37.388, -122.078, 1.5),
];

const STREETS: [&str; 24] = [
    "Copperleaf Lane",
    "Tinwhistle Court",
    "Larkbarn Road",
    "Applecart Way",
    "Sundial Terrace",
    "Millpebble Drive",
    "Foxglove Bend",
    "Kettlebrook Avenue",
    "Marigold Steps",
    "Quillfeather Row",
    "Tallowtree Street",
    "Wrenhollow Drive",
    "Bramblegate Court",
    "Orchardbell Lane",
    "Thimble Crescent",
    "Rainbarrel Road",
    "Saltbush Circle",
    "Gingerhill Way",
    "Owlpost Avenue",
    "Harvestmoon Place",
    "Pennywort Lane",
    "Lanternfield Road",
    "Bluecart Drive",
    "Swiftwater Row",
];

/// The places of the request, in the order they were asked for.
pub struct Places {
    list: Vec<Value>,
    houses: usize,
}

impl Places {
    pub fn new() -> Self {
        let shop = json!({
            "id": SHOP, "address": "1 Depot Way, Santa Clara", "lat": 37.366, "lon": -121.935,
        });
        Places { list: vec![shop], houses: 0 }
    }

    pub fn home(&mut self, rng: &mut Rng, id: &str) {
        let (_, point) = somewhere(rng);
        self.list.push(point.place(id));
    }

    /// A customer's house; its id is returned.
    pub fn house(&mut self, rng: &mut Rng) -> String {
        let (town, point) = somewhere(rng);
        self.houses += 1;
        let id = format!("house-{:03}", self.houses);
        let mut place = point.place(&id);
        let number = rng.range(101, 2999);
        place["address"] = json!(format!("{number} {}, {town}", rng.pick(&STREETS)));
        self.list.push(place);
        id
    }

    pub fn into_json(self) -> Value {
        Value::Array(self.list)
    }
}

fn somewhere(rng: &mut Rng) -> (&'static str, Point) {
    let &(town, lat, lon, spread) = rng.pick(&TOWNS);
    (town, Point::new(lat, lon).scattered(rng, spread))
}
