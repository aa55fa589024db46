//! Registers: filtered, sorted, page by page.

use engine::change::SpineRow;
use engine::condition::{As, Condition, Literal, Operand, Path, Place, Scene, Spine, Test, Word, holds};
use engine::pack::{Kind, Type};
use engine::record::Record;
use engine::text::enumerate;
use store::list::{ListError, ListQuery, Page, Sort, SpineIs};

pub use store::list::ListItem;

use super::View;
use crate::errors::{Error, Result};

/// What a register is asked, as it came in: words to be checked here.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Kind id.
    pub kind: String,
    /// (Name, value) filters: columns that every record has, or fields of the kind that filter.
    pub filters: Vec<(String, String)>,
    /// Sort word, as `due` or `-title`.
    pub sort: Option<String>,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Rows wanted.
    pub limit: Option<usize>,
    /// Day whose end is asked about.
    pub as_of: Option<String>,
    /// Words to search in number, title and texts.
    pub q: Option<String>,
}

/// Columns that every record has and that filter.
const COLUMNS: [&str; 6] = ["state", "owner", "process", "site", "number", "reporter"];

impl View<'_> {
    /// One page of a register.
    ///
    /// # Errors
    /// An unknown kind, filter, state, sort word or cursor, each with what is allowed.
    pub fn list(&mut self, asked: &Asked) -> Result<Page> {
        let house = self.house;
        let kind = house
            .packs
            .kind(&asked.kind)
            .ok_or_else(|| super::unknown_kind(house, &asked.kind))?;
        let (columns, filters) = self.filters(kind, &asked.filters)?;
        let limit = limit(asked.limit)?;
        if let Some(words) = asked.q.as_deref().filter(|words| !words.trim().is_empty()) {
            return self.found(asked, words, columns, filters, limit);
        }
        let as_of = asked
            .as_of
            .as_deref()
            .map(|day| self.entry_at_end_of(day))
            .transpose()?;
        let query = ListQuery {
            kind: &asked.kind,
            filters,
            spine: columns,
            sort: sort(asked.sort.as_deref())?,
            after: asked.after.clone(),
            limit,
            as_of,
            actor: &self.actor,
            today: &self.today,
        };
        store::list::page(self.conn, &house.packs, &query).map_err(|error| match error {
            ListError::Refused(what) => Error::Invalid(what),
            ListError::Db(error) => error.into(),
        })
    }

    /// The best hits for some words, filtered like a register.
    fn found(
        &mut self,
        asked: &Asked,
        words: &str,
        columns: SpineIs,
        filters: Vec<Condition>,
        limit: usize,
    ) -> Result<Page> {
        if asked.sort.is_some() || asked.after.is_some() || asked.as_of.is_some() {
            return Err(Error::Invalid(
                "With q the best hits come first, on one page, as of now: leave sort, after and as_of away."
                    .to_owned(),
            ));
        }
        let hits = self.search(words, std::slice::from_ref(&asked.kind), store::search::LIMIT)?;
        let full = hits.len() == store::search::LIMIT;
        let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
        let mut records = store::load::records(self.conn, &ids)?;
        let mut items = Vec::new();
        for hit in &hits {
            let Some(record) = records.remove(&hit.id) else {
                continue;
            };
            if self.passes(&record, &columns, &filters)? {
                items.push(ListItem {
                    id: hit.id.clone(),
                    title: record.title.clone(),
                    seq: hit.seq,
                    spine: SpineRow::of(&record),
                });
            }
        }
        let total = items.len() as u64;
        let total_is_exact = !full && items.len() <= limit;
        items.truncate(limit);
        Ok(Page {
            items,
            total,
            total_is_exact,
            next: None,
        })
    }

    fn passes(&mut self, record: &Record, columns: &SpineIs, filters: &[Condition]) -> Result<bool> {
        let wanted = [
            (&columns.state, Some(&record.state)),
            (&columns.owner, record.owner.as_ref()),
            (&columns.process, record.process.as_ref()),
            (&columns.site, record.site.as_ref()),
            (&columns.number, Some(&record.number)),
        ];
        if wanted
            .into_iter()
            .any(|(wanted, is)| wanted.is_some() && wanted.as_ref() != is)
        {
            return Ok(false);
        }
        let loaded = crate::act::around(self.conn, self.house, record, &self.today)?;
        let scene = Scene {
            packs: &self.house.packs,
            records: &loaded.records,
            holdings: &loaded.holdings,
            actor: &self.actor,
            today: &self.today,
        };
        Ok(filters.iter().all(|filter| holds(filter, record, &scene)))
    }

    /// Filters by columns that every record has have indexes of their own; the others are conditions.
    fn filters(&mut self, kind: &Kind, asked: &[(String, String)]) -> Result<(SpineIs, Vec<Condition>)> {
        let mut columns = SpineIs::default();
        let mut filters = Vec::new();
        for (name, value) in asked {
            let filter = self.filter(kind, name, value)?;
            let Test::Value(Operand::Path(path, _), word) = &filter.test else {
                unreachable!("filters compare values")
            };
            let one = match word {
                Word::Is(Literal::Text(one)) => Some(one),
                Word::OneOf(some) => match some.as_slice() {
                    [Literal::Text(one)] => Some(one),
                    _ => None,
                },
                _ => None,
            };
            let column = match &path.place {
                Place::Spine(Spine::State) => Some(&mut columns.state),
                Place::Spine(Spine::Owner) => Some(&mut columns.owner),
                Place::Spine(Spine::Process) => Some(&mut columns.process),
                Place::Spine(Spine::Site) => Some(&mut columns.site),
                Place::Spine(Spine::Number) => Some(&mut columns.number),
                _ => None,
            };
            match (column, one) {
                (Some(column), Some(one)) if column.is_none() => *column = Some(one.clone()),
                _ => filters.push(filter),
            }
        }
        Ok((columns, filters))
    }

    /// The last entry up to the end of a civil day where the organisation is.
    ///
    /// # Errors
    /// When it is not a day.
    pub fn entry_at_end_of(&mut self, day: &str) -> Result<u64> {
        let day = engine::calendar::day(day).map_err(|what| Error::Invalid(format!("as_of {what}.")))?;
        let zone = jiff::tz::TimeZone::get(self.house.zone()).unwrap_or(jiff::tz::TimeZone::UTC);
        let next: jiff::civil::Date = engine::calendar::plus(&day, 1)
            .parse()
            .map_err(|_| Error::Invalid("as_of is too late a day.".to_owned()))?;
        let end = next
            .to_zoned(zone)
            .map_err(|_| Error::Invalid("as_of is no day in this time zone.".to_owned()))?;
        Ok(store::load::entry_at_end_of(
            self.conn,
            &engine::calendar::spell(end.timestamp()),
        )?)
    }

    fn filter(&mut self, kind: &Kind, name: &str, value: &str) -> Result<Condition> {
        let path = self.filter_path(kind, name)?;
        let (operand, ty) = match &path {
            Path {
                place: Place::Spine(spine),
                ..
            } => (Operand::Path(path.clone(), spine.compared_as()), None),
            _ => {
                let field = kind.field(name).expect("the path was found by this name");
                (Operand::Path(path, compared(&field.ty)), Some(&field.ty))
            }
        };
        let word = match (name, ty) {
            ("state", None) => self.state_filter(kind, value)?,
            ("owner" | "reporter", None) => Word::Is(Literal::Text(self.id_by_words(&["person"], value)?)),
            ("process" | "site", None) => Word::Is(Literal::Text(self.id_by_words(&[name], value)?)),
            (_, Some(ty)) => self.field_filter(name, ty, value)?,
            _ => Word::Is(Literal::Text(value.to_owned())),
        };
        Ok(Condition::of(Test::Value(operand, word)))
    }

    fn filter_path(&self, kind: &Kind, name: &str) -> Result<Path> {
        let fields = || {
            kind.fields
                .values()
                .filter(|field| field.filter)
                .map(|field| field.id.as_str())
        };
        if fields().any(|field| field == name) {
            return Ok(Path::field(name));
        }
        if let Some(spine) = Spine::parse(name).filter(|_| COLUMNS.contains(&name)) {
            return Ok(Path::spine(spine));
        }
        let known: Vec<&str> = COLUMNS.into_iter().chain(fields()).collect();
        Err(Error::Invalid(format!(
            "{} has no filter “{}”; it has {}.",
            kind.plural,
            engine::value::shorten(name),
            enumerate(&known, "and")
        )))
    }

    fn state_filter(&self, kind: &Kind, value: &str) -> Result<Word> {
        let mut states = Vec::new();
        for state in value.split(',') {
            match state {
                "open" => states.extend(
                    kind.states
                        .iter()
                        .filter(|state| !state.is_final)
                        .map(|state| state.id.clone()),
                ),
                state if kind.state(state).is_some() => states.push(state.to_owned()),
                unknown => {
                    let known: Vec<&str> = kind
                        .states
                        .iter()
                        .map(|state| state.id.as_str())
                        .chain(["open"])
                        .collect();
                    return Err(Error::Invalid(format!(
                        "There is no state “{}”; there are {}.",
                        engine::value::shorten(unknown),
                        enumerate(&known, "and")
                    )));
                }
            }
        }
        Ok(Word::OneOf(states.into_iter().map(Literal::Text).collect()))
    }

    fn field_filter(&mut self, name: &str, ty: &Type, value: &str) -> Result<Word> {
        match ty {
            Type::Choice(list) | Type::Choices(list) => {
                let items = self
                    .house
                    .packs
                    .lists
                    .get(list)
                    .map(|list| list.items.as_slice())
                    .unwrap_or_default();
                if !items.iter().any(|item| item.id == value) {
                    let known: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
                    return Err(Error::Invalid(format!(
                        "{name} has no choice “{}”; it has {}.",
                        engine::value::shorten(value),
                        enumerate(&known, "and")
                    )));
                }
                Ok(Word::Is(Literal::Text(value.to_owned())))
            }
            Type::Link(to) | Type::Links { to, .. } => {
                let to: Vec<&str> = to.iter().map(String::as_str).collect();
                Ok(Word::Is(Literal::Text(self.reference_by_words(&to, value)?)))
            }
            Type::Scale(scale) => {
                let bands = self
                    .house
                    .packs
                    .scales
                    .get(scale)
                    .map(|scale| scale.bands.as_slice())
                    .unwrap_or_default();
                let Some(at) = bands.iter().position(|band| band.id == value) else {
                    let known: Vec<&str> = bands.iter().map(|band| band.id.as_str()).collect();
                    return Err(Error::Invalid(format!(
                        "{name} has no band “{}”; it has {}.",
                        engine::value::shorten(value),
                        enumerate(&known, "and")
                    )));
                };
                let scaled = |from: u32| i64::from(from) * engine::value::SCALE;
                let below = bands.get(at + 1).map(|band| scaled(band.from));
                Ok(Word::Is(Literal::Band {
                    id: value.to_owned(),
                    from: scaled(bands[at].from),
                    below,
                }))
            }
            Type::Number(_) | Type::Money => {
                let number = engine::value::parse_scaled(value).ok_or_else(|| {
                    Error::Invalid(format!(
                        "{name} takes a number, not “{}”.",
                        engine::value::shorten(value)
                    ))
                })?;
                Ok(Word::Is(Literal::Number(number)))
            }
            _ => Ok(Word::Is(Literal::Text(value.to_owned()))),
        }
    }

    fn reference_by_words(&mut self, kinds: &[&str], value: &str) -> Result<String> {
        if value.contains('#') {
            return Ok(engine::record::reference(
                "clause",
                value.trim_start_matches("clause/"),
            ));
        }
        let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let found = store::load::find_by(self.conn, &kinds, &self.house.unique(&kinds), value)?;
        match found.as_slice() {
            [one] => Ok(engine::record::reference(&one.kind, &one.id)),
            _ => Err(Error::Invalid(format!(
                "“{}” is no known {}.",
                engine::value::shorten(value),
                enumerate(&kinds, "or")
            ))),
        }
    }

    fn id_by_words(&mut self, kinds: &[&str], value: &str) -> Result<String> {
        if value == "me" && !self.actor.is_system() {
            return Ok(self.actor.person.clone());
        }
        Ok(engine::record::id_of(&self.reference_by_words(kinds, value)?).to_owned())
    }
}

fn compared(ty: &Type) -> As {
    match ty {
        Type::Number(_) | Type::Money | Type::Scale(_) => As::Number,
        Type::Date => As::Day,
        Type::Moment => As::Moment,
        _ => As::Text,
    }
}

fn limit(asked: Option<usize>) -> Result<usize> {
    match asked {
        None => Ok(50),
        Some(limit) if (1..=store::list::LIMIT).contains(&limit) => Ok(limit),
        Some(other) => Err(Error::Invalid(format!(
            "limit is {other}; it runs from 1 to 200."
        ))),
    }
}

fn sort(asked: Option<&str>) -> Result<Sort> {
    let asked = asked.unwrap_or("-number");
    Sort::parse(asked).ok_or_else(|| {
        Error::Invalid(format!(
            "There is no order “{}”; there are {}.",
            engine::value::shorten(asked),
            enumerate(&Sort::ALL.map(Sort::word), "and")
        ))
    })
}
