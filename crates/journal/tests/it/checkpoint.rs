use crate::sample::{self, NAME};
use journal::{Checkpoint, Hash, Signer, Vkey};

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: NAME.to_owned(),
        size: 7,
        root: Hash::of(b"root"),
    }
}

#[test]
fn a_signed_checkpoint_comes_back() {
    let signer = sample::signer();
    let note = checkpoint().sign(&signer).unwrap();
    assert_eq!(Checkpoint::open(&note, signer.vkey()), Ok(checkpoint()));
    assert_eq!(Checkpoint::read_unverified(&note), Ok(checkpoint()));
    let vkey: Vkey = signer.vkey().to_string().parse().unwrap();
    assert_eq!(&vkey, signer.vkey());
}

#[test]
fn another_key_does_not_do() {
    let note = checkpoint().sign(&sample::signer()).unwrap();
    let other = Signer::from_seed(NAME, &[8; 32]).unwrap();
    let problem = Checkpoint::open(&note, other.vkey()).unwrap_err();
    assert!(
        problem.what.starts_with("There is no signature by the key"),
        "{problem}"
    );
    let elsewhere = Signer::from_seed("other.example", &[7; 32]).unwrap();
    assert!(
        checkpoint()
            .sign(&elsewhere)
            .unwrap_err()
            .what
            .contains("of the log")
    );
    let note = elsewhere.sign(&checkpoint().to_text().unwrap()).unwrap();
    assert!(
        Checkpoint::open(&note, elsewhere.vkey())
            .unwrap_err()
            .what
            .contains("of the log")
    );
}

#[test]
fn a_second_signature_is_no_matter() {
    let (one, two) = (
        sample::signer(),
        Signer::from_seed("witness.example", &[8; 32]).unwrap(),
    );
    let text = checkpoint().to_text().unwrap();
    let line = String::from_utf8(two.sign(&text).unwrap())
        .unwrap()
        .split_off(text.len() + 1);
    let note = [one.sign(&text).unwrap(), line.into_bytes()].concat();
    assert_eq!(Checkpoint::open(&note, one.vkey()), Ok(checkpoint()));
    assert!(two.vkey().open(&note).is_ok());
}

#[test]
fn every_flip_in_a_signed_checkpoint_is_found() {
    let signer = sample::signer();
    let note = checkpoint().sign(&signer).unwrap();
    for at in 0..note.len() {
        for bit in 0..8 {
            let mut flipped = note.clone();
            flipped[at] ^= 1 << bit;
            assert!(
                Checkpoint::open(&flipped, signer.vkey()).is_err(),
                "byte {at}, bit {bit}"
            );
        }
    }
}

#[test]
fn every_flip_in_a_key_is_found() {
    let vkey = sample::signer().vkey().to_string();
    for at in 0..vkey.len() {
        for bit in 0..7 {
            let mut flipped = vkey.clone().into_bytes();
            flipped[at] ^= 1 << bit;
            let flipped = String::from_utf8(flipped).unwrap();
            assert!(flipped.parse::<Vkey>().is_err(), "{flipped}");
        }
    }
}

#[test]
fn texts_that_are_no_checkpoints_are_refused() {
    let text = checkpoint().to_text().unwrap();
    let root = checkpoint().root.to_base64();
    for wrong in [
        String::new(),
        text.trim_end().to_owned(),
        format!("{text}extension\n"),
        format!("\n7\n{root}\n"),
        format!("{NAME}\n07\n{root}\n"),
        format!("{NAME}\n+7\n{root}\n"),
        format!("{NAME}\n-7\n{root}\n"),
        format!("{NAME}\n99999999999999999999\n{root}\n"),
        format!("{NAME}\n7\n{}\n", root.trim_end_matches('=')),
        format!("{NAME}\n7\n{}\n", &root[4..]),
        format!("{NAME}\n0\n{root}\n"),
        format!("{NAME}\r\n7\n{root}\n"),
    ] {
        assert!(Checkpoint::from_text(&wrong).is_err(), "{wrong:?} was taken");
    }
    assert!(
        Checkpoint {
            origin: "a\nb".to_owned(),
            ..checkpoint()
        }
        .to_text()
        .is_err()
    );
}

#[test]
fn names_and_texts_keep_their_rules() {
    for name in ["", "a b", "a+b", "a\nb", "a\u{a0}b"] {
        assert!(Signer::from_seed(name, &[7; 32]).is_err(), "{name:?}");
    }
    for text in ["", "\n", "no line end", "a\tb\n", "a\r\n"] {
        assert!(sample::signer().sign(text).is_err(), "{text:?}");
    }
    assert!(
        !format!("{:?}", sample::signer()).contains("[7, 7"),
        "the secret is never shown"
    );
}
