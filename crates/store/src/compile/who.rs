//! Whoever asks: roles with their scope become predicates on process and site, relations on persons.

use engine::condition::Path;
use engine::pack::{Kind, Who};
use engine::record::Grant;

use super::operand::exists;
use super::{Asker, Compiler, FALSE, Result, Sql, Subject, TRUE, all, any, not};

/// Who sees a record of that kind, as a predicate on the row `record`: any entry of the kind's `see` suffices.
///
/// # Errors
/// A path that the kind's `see` reads has no facts.
pub fn visible(sql: &mut Sql, asker: &Asker<'_>, kind: &Kind, record: &str) -> Result<String> {
    if asker.actor.is_system() {
        return Ok(TRUE.to_owned());
    }
    let subject = Subject::record(record, vec![kind]);
    let mut compiler = Compiler { sql, asker: *asker };
    let mut ways = Vec::new();
    for see in &kind.see {
        let who = compiler.actor_is(&see.by, &subject);
        let when = match &see.when {
            Some(when) if who != FALSE => compiler.condition(when, &subject)?,
            _ => TRUE.to_owned(),
        };
        ways.push(all([who, when]));
    }
    Ok(any(ways))
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn actor_is(&mut self, who: &[Who], subject: &Subject<'a>) -> String {
        let ways: Vec<String> = who.iter().map(|who| self.is(who, subject)).collect();
        any(ways)
    }

    fn is(&mut self, who: &Who, subject: &Subject<'a>) -> String {
        let actor = self.asker.actor;
        if actor.is_system() {
            return TRUE.to_owned();
        }
        match who {
            Who::Everyone => TRUE.to_owned(),
            Who::Role(role) => {
                let grants = actor.all_grants().filter(|grant| grant.role == *role);
                let scopes: Vec<String> = grants.map(|grant| self.covers(grant, subject)).collect();
                any(scopes)
            }
            Who::Rel(relation) => {
                let ways = actor
                    .persons()
                    .map(|person| self.relates(relation, person, subject));
                any(ways.collect::<Vec<_>>())
            }
        }
    }

    fn covers(&mut self, grant: &Grant, subject: &Subject<'a>) -> String {
        let scope = [("process", &grant.process), ("site", &grant.site)];
        let parts: Vec<String> = scope
            .into_iter()
            .filter_map(|(column, id)| Some(self.same(column, id.as_deref()?, subject)))
            .collect();
        all(parts)
    }

    /// A column that may be empty holds that id.
    fn same(&mut self, column: &str, id: &str, subject: &Subject<'a>) -> String {
        let column = self.sql.column(&subject.record, column);
        format!("({column} IS NOT NULL AND {column} = {})", self.sql.arg(id))
    }

    fn relates(&mut self, relation: &str, person: &str, subject: &Subject<'a>) -> String {
        if matches!(relation, "owner" | "reporter") {
            return self.same(relation, person, subject);
        }
        if relation == "self" {
            return self.same("id", person, subject);
        }
        let targets = subject.targets(relation);
        if targets.is_empty() {
            return FALSE.to_owned();
        }
        let link = self.sql.alias("l");
        let found: Vec<String> = targets
            .iter()
            .map(|kind| format!("{link}.target = {}", self.sql.arg(format!("{kind}/{person}"))))
            .collect();
        let from = format!(
            "FROM link {link} WHERE {link}.record = {}.id AND {link}.path = {}",
            subject.record,
            self.sql.arg(relation)
        );
        exists(&from, &any(found))
    }

    pub(super) fn actor_is_not(&mut self, path: &'a Path, subject: &Subject<'a>) -> Result<String> {
        let person = self.asker.actor.person.as_str();
        if self.asker.actor.is_system() {
            return Ok(TRUE.to_owned());
        }
        let stands = self.some_at(path, subject, &mut |c, fact| {
            let Some(text) = &fact.text else {
                return Ok(FALSE.to_owned());
            };
            let id = c.id_in(text, &fact.targets);
            Ok(format!("{id} = {}", c.sql.arg(person)))
        })?;
        Ok(not(&stands))
    }
}
