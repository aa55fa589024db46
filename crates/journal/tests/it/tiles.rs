use crate::sample;
use journal::Hash;
use journal::tile::{
    Bundle, Tile, TileHashes, Tiler, number_path, read_bundle, read_number_path, write_bundle,
};
use journal::tree::{Hashes as _, consistency_proof, inclusion_proof, leaf_hash, root};
use std::collections::BTreeMap;

#[test]
fn paths_are_those_of_the_specification() {
    for (tile, path) in [
        (
            Tile {
                level: 0,
                index: 0,
                width: 256,
            },
            "tile/0/000",
        ),
        (
            Tile {
                level: 1,
                index: 1_234_067,
                width: 256,
            },
            "tile/1/x001/x234/067",
        ),
        (
            Tile {
                level: 7,
                index: 999,
                width: 255,
            },
            "tile/7/999.p/255",
        ),
        (
            Tile {
                level: 0,
                index: 1000,
                width: 1,
            },
            "tile/0/x001/000.p/1",
        ),
    ] {
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::from_path(path), Some(tile));
    }
    let bundle = Bundle {
        index: 273,
        width: 112,
    };
    assert_eq!(bundle.path(), "tile/entries/273.p/112");
    assert_eq!(Bundle::from_path(&bundle.path()), Some(bundle));
}

#[test]
fn a_path_has_one_spelling() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/+0/000",
        "tile/8/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/+00",
        "tile/0/-01",
        "tile/0/000/",
        "/tile/0/000",
        "tile/entries/000",
        "tile/0/xx01/000",
    ] {
        assert_eq!(Tile::from_path(path), None, "{path}");
    }
    assert_eq!(Bundle::from_path("tile/0/000"), None);
    for number in [0, 1, 999, 1000, 1_234_067, u64::MAX] {
        assert_eq!(read_number_path(&number_path(number)), Some(number));
    }
    assert_eq!(
        read_number_path("x018/x446/x744/x073/x709/x551/616"),
        None,
        "one more than the greatest number"
    );
}

#[test]
fn bundles_hold_their_entries() {
    let entries: [&[u8]; 3] = [b"one", b"", &[7; 4095]];
    let bytes = write_bundle(entries).unwrap();
    assert_eq!(bytes[..5], *b"\x00\x03one");
    assert_eq!(read_bundle(&bytes).unwrap(), entries);
    for cut in [1, 2, 4, 6, 100, bytes.len() - 1] {
        assert!(read_bundle(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    assert!(write_bundle([[0; 65_536].as_slice()]).is_err());
}

fn leaf(i: u64) -> Hash {
    leaf_hash(&i.to_be_bytes())
}

fn tiles(size: u64) -> BTreeMap<Tile, Vec<u8>> {
    let mut tiles = BTreeMap::new();
    let mut tiler = Tiler::new();
    for i in 0..size {
        tiler.push(leaf(i), |tile, bytes| {
            assert!(tiles.insert(tile, bytes.to_vec()).is_none())
        });
    }
    tiler.finish(|tile, bytes| assert!(tiles.insert(tile, bytes.to_vec()).is_none()));
    tiles
}

#[test]
fn tiles_are_all_there_and_give_back_every_hash() {
    for size in [
        0, 1, 2, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, 70_000,
    ] {
        let tiles = tiles(size);
        assert_eq!(
            tiles.keys().copied().collect::<Vec<_>>(),
            Tile::all(size).collect::<Vec<_>>(),
            "size {size}"
        );
        let mut hashes = TileHashes::new(size, |tile: &Tile| tiles.get(tile).cloned());
        let mut tiler = Tiler::new();
        (0..size).for_each(|i| tiler.push(leaf(i), |_, _| {}));
        assert_eq!(
            root(size, &mut hashes),
            Ok(tiler.frontier().root()),
            "size {size}"
        );
        for tile in tiles.keys() {
            assert_eq!(tile.bytes(&mut hashes).as_ref(), Ok(&tiles[tile]));
        }
        assert_eq!(hashes.hash(0, size), None);
        assert_eq!(hashes.hash(63, 1), None);
    }
}

#[test]
fn proofs_come_from_tiles() {
    let size = 600;
    let tiles = tiles(size);
    let mut from_tiles = TileHashes::new(size, |tile: &Tile| tiles.get(tile).cloned());
    fn node(level: u8, index: u64) -> Option<Hash> {
        if level == 0 {
            return Some(leaf(index));
        }
        Some(journal::tree::node_hash(
            &node(level - 1, 2 * index)?,
            &node(level - 1, 2 * index + 1)?,
        ))
    }
    for at in [0, 1, 255, 256, 300, 511, 512, 599] {
        assert_eq!(
            inclusion_proof(at, size, &mut from_tiles),
            inclusion_proof(at, size, &mut node)
        );
        assert_eq!(
            consistency_proof(at, size, &mut from_tiles),
            consistency_proof(at, size, &mut node)
        );
    }
}

#[test]
fn an_export_of_more_than_a_bundle_has_the_expected_files() {
    let files = sample::export(&sample::entries(300));
    let log: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with("tlog/"))
        .collect();
    assert_eq!(
        log,
        [
            "tlog/checkpoint",
            "tlog/tile/0/000",
            "tlog/tile/0/001.p/44",
            "tlog/tile/1/000.p/1",
            "tlog/tile/entries/000",
            "tlog/tile/entries/001.p/44",
            "tlog/vkey",
        ]
    );
    assert_eq!(files.len(), log.len() + 300);
    assert!(files.contains_key("payload/300.json"));
}
