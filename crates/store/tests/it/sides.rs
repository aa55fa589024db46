//! Side tables: what is kept beside the journal, and can be erased.

use store::db::Conn;
use store::side::{self, Intent, Side, Token};

use crate::support::for_both;

#[test]
fn side_tables_keep_secrets_apart_from_the_journal() {
    for_both(|bench| {
        let text = |text: &str| text.to_owned();
        let at = |minute: u8| format!("2026-11-22T09:{minute:02}:00.000Z");
        let token = Token {
            hash: text("h1"),
            person: text("ana"),
            name: text("laptop"),
            scopes: text("read write"),
            created: at(0),
            ..Token::default()
        };
        let intent = Intent {
            hash: text("i1"),
            person: text("ana"),
            version: 3,
            expires: at(5),
            ..Intent::default()
        };
        let failure = || Side::Failure {
            subject: text("sign:ana"),
            at: at(1),
        };
        let write = |side: Vec<Side>| bench.store.side(side);
        write(vec![
            Side::Token(token.clone()),
            Side::NewIntent(intent.clone()),
            Side::Credential {
                person: text("ana"),
                hash: text("first"),
                at: at(0),
            },
            Side::Credential {
                person: text("ana"),
                hash: text("second"),
                at: at(1),
            },
            failure(),
            failure(),
            Side::File {
                digest: text("f1"),
                size: 12,
                at: at(0),
            },
        ])
        .unwrap();
        let read = |conn: &mut Conn| {
            Ok((
                side::token(conn, "h1")?,
                side::intent(conn, "i1")?,
                side::credential(conn, "ana")?,
                side::failures(conn, "sign:ana", &at(1))?.len(),
                side::failures(conn, "sign:ana", &at(2))?.len(),
                side::file(conn, "f1")?,
            ))
        };
        let expected = (
            Some(token.clone()),
            Some(intent.clone()),
            Some((text("second"), at(1))),
            2,
            0,
            Some((12, at(0))),
        );
        assert_eq!(bench.store.read(read).unwrap(), expected);

        let used = || Side::UseIntent {
            hash: text("i1"),
            at: at(2),
        };
        write(vec![
            used(),
            Side::EndToken {
                hash: text("h1"),
                at: at(3),
            },
        ])
        .unwrap();
        assert!(write(vec![used()]).is_err(), "an intent is used once");
        assert!(
            write(vec![Side::ClearFailures {
                subject: text("nul\0")
            }])
            .is_err()
        );
        write(vec![Side::ClearFailures {
            subject: text("sign:ana"),
        }])
        .unwrap();
        bench
            .store
            .read(|conn| {
                assert_eq!(
                    side::tokens_of(conn, "ana")?,
                    [Token {
                        ended: Some(at(3)),
                        ..token.clone()
                    }]
                );
                assert_eq!(side::intent(conn, "i1")?.unwrap().used, Some(at(2)));
                assert!(side::failures(conn, "sign:ana", "")?.is_empty());
                Ok(())
            })
            .unwrap();
        write(vec![Side::Sweep { before: at(6) }]).unwrap();
        assert_eq!(bench.store.read(|conn| side::intent(conn, "i1")).unwrap(), None);
        assert_eq!(
            bench.store.head().unwrap().size,
            0,
            "none of it is in the journal"
        );
    });
}
