//! A house is backed up while it is written to, restored into a new epoch, and verified; a copy does not sign.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::faults::house::House;
use super::faults::load::{Writer, write_all};

const BINARY: &str = env!("CARGO_BIN_EXE_plumbline");

#[test]
fn a_backup_under_load_is_restored_into_a_new_epoch_and_verifies_on_sqlite() {
    back_and_forth(None);
}

#[test]
fn a_backup_under_load_is_restored_into_a_new_epoch_and_verifies_on_postgresql() {
    let url = std::env::var("PLUMBLINE_TEST_PG")
        .expect("PLUMBLINE_TEST_PG names no PostgreSQL server; run `cargo xtask pg -- cargo nextest run -p plumbline`");
    back_and_forth(Some(&url));
}

fn back_and_forth(postgres: Option<&str>) {
    let house = House::found(Path::new(BINARY), postgres);
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    let server = house.serve(|_| ()).unwrap();
    let mut writers: Vec<Writer> = (0..8)
        .map(|number| Writer::new(format!("writer {number}")))
        .collect();
    let (address, token) = (server.address.clone(), house.token.clone());
    let done = std::sync::atomic::AtomicBool::new(false);
    let enough = || done.load(std::sync::atomic::Ordering::SeqCst);
    std::thread::scope(|threads| {
        threads.spawn(|| write_all(&mut writers, &address, &token, &enough));
        std::thread::sleep(std::time::Duration::from_millis(200));
        house.run(&["backup", "--to", &backup.to_string_lossy()], "");
        done.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    let entries = server.entries();
    server.kill();
    let said = house.run(&["drill"], "");
    assert!(
        said.contains(&format!("recorded in entry {}", entries + 1)),
        "{said}"
    );

    // Without the key nothing can be restored, and a backup does not hold it.
    let restored = folder.path().join("restored");
    fs::create_dir(&restored).unwrap();
    let (fits, said) = plumbline(&["restore", "--from"], &[&backup], &restored);
    assert!(!fits && said.contains("does not hold the signing key"), "{said}");
    fs::copy(house.data().join("signing.key"), restored.join("signing.key")).unwrap();
    let (fits, said) = plumbline(&["restore", "--from"], &[&backup], &restored);
    assert!(
        fits && said.contains("Nothing contradicts.") && said.contains("Epoch 2 begins with entry"),
        "{said}"
    );
    let (fits, said) = plumbline(&["verify"], &[], &restored);
    assert!(fits, "{said}");
    let (fits, said) = plumbline(&["restore", "--from"], &[&backup], &restored);
    assert!(!fits && said.contains("not empty"), "{said}");

    // A changed backup is not restored.
    let database = backup.join("plumbline.db");
    let mut bytes = fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&database, bytes).unwrap();
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::copy(house.data().join("signing.key"), other.join("signing.key")).unwrap();
    let (fits, said) = plumbline(&["restore", "--from"], &[&backup], &other);
    assert!(!fits && said.contains("was changed since"), "{said}");
}

#[test]
fn a_copied_folder_refuses_to_be_a_second_signer_until_it_is_settled() {
    let house = House::found(Path::new(BINARY), None);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for file in fs::read_dir(house.data()).unwrap() {
        let file = file.unwrap();
        if file.path().is_file() {
            fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
    }
    let act = ["practice", "holidays", "2026-12-25", "--reason", "The year's end"];
    let (fits, said) = plumbline(&act, &[], &copy);
    assert!(!fits && said.contains("was copied, moved or restored"), "{said}");
    let (fits, said) = plumbline(&["verify"], &[], &copy);
    assert!(fits, "reading works: {said}");
    let (fits, said) = plumbline(&["settle", "--reason", "The old server burnt"], &[], &copy);
    assert!(fits, "{said}");
    let (fits, said) = plumbline(&act, &[], &copy);
    assert!(fits, "{said}");
    let (fits, said) = plumbline(&["verify"], &[], &copy);
    assert!(fits && said.contains("Epoch 2 begins with entry"), "{said}");
    // The original lies where it lay, and goes on.
    house.run(&act, "");
}

/// Runs a command on a folder; says whether it succeeded, and what it said.
fn plumbline(words: &[&str], paths: &[&Path], data: &Path) -> (bool, String) {
    let done = Command::new(BINARY)
        .args(words)
        .args(paths)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap();
    let text = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&text).into_owned())
}
