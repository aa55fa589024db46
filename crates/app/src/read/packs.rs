//! Packs: what is installed, what this program carries beside it, and what installing would change: permissions first.

mod difference;

use engine::pack::{PackInfo, PackSource, Packs};
use engine::record::Actor;

pub use difference::{About, Difference, differences};

use super::View;
use crate::act::setup::digest;
use crate::errors::{Error, Result};

/// A pack as it is installed, or as this program carries it.
#[derive(Clone, Debug, Default)]
pub struct PackPage {
    /// What the pack says of itself: the installed one, else the carried one.
    pub info: PackInfo,
    /// Entry that installed it; none when it is not installed.
    pub entry: Option<u64>,
    /// Kinds that it brings, by title.
    pub kinds: Vec<(String, String)>,
    /// Standards that it brings: title, edition, and whether somebody compared them.
    pub standards: Vec<(String, String, String)>,
    /// How many practices, checks and stories it brings.
    pub practices: usize,
    /// Checks that it brings.
    pub checks: usize,
    /// Stories that try it.
    pub stories: usize,
    /// What this program carries of it, where that is something else.
    pub carried: Option<Carried>,
}

/// What the program carries of a pack that is not installed like that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Its version.
    pub version: u64,
    /// Digest of its content.
    pub digest: String,
    /// It can be installed: it is new here, or its version is higher.
    pub is_newer: bool,
}

/// What installing a pack would change.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// Digest of what was looked at.
    pub digest: String,
    /// Every difference, permissions first.
    pub differences: Vec<Difference>,
    /// Why it cannot be installed as things are: problems in the pack, or packs that it needs.
    pub problems: Vec<String>,
    /// States that go while open records are in them: kind, state, how many.
    pub stranded: Vec<(String, String, u64)>,
    /// Open records of the kinds that the pack changes.
    pub open: u64,
}

/// The state of one pack beside others: pack by pack, by id.
type Read = (Packs, Vec<String>);

impl View<'_> {
    /// Installed packs in the order in which they build on each other, then those that this program carries besides.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pack_pages(&mut self, carried: &[PackSource]) -> Result<Vec<PackPage>> {
        let rows = store::load::packs(self.conn)?;
        let packs = &self.house.packs;
        let mut pages = Vec::new();
        for info in &packs.packs {
            let row = rows.iter().find(|row| row.id == info.id);
            let mut page = brings(packs, info);
            page.entry = row.map(|row| row.entry);
            page.stories = row.map_or(0, |row| stories(row.files.keys()));
            let source = carried.iter().find(|source| source.name == info.id);
            page.carried = source.and_then(|source| beside(source, info));
            pages.push(page);
        }
        for source in carried {
            if !packs.packs.iter().any(|info| info.id == source.name) {
                pages.push(self.not_installed(source, carried));
            }
        }
        Ok(pages)
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is no such pack.
    pub fn pack_page(&mut self, id: &str, carried: &[PackSource]) -> Result<PackPage> {
        let found = self
            .pack_pages(carried)?
            .into_iter()
            .find(|page| page.info.id == id);
        found.ok_or_else(|| {
            Error::NotFound(format!("There is no pack “{}” here.", engine::value::shorten(id)))
        })
    }

    /// What installing this pack would change.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pack_offer(&mut self, source: &PackSource) -> Result<Offer> {
        let (after, problems) = self.with(source)?;
        let before = &self.house.packs;
        let mut offer = Offer {
            digest: digest(&source.files),
            problems,
            ..Offer::default()
        };
        if !offer.problems.is_empty() {
            return Ok(offer);
        }
        offer.differences = differences(before, &after);
        for kind in before.kinds.values() {
            let counts = store::list::counts(self.conn, before, &kind.id, &Actor::system(), &self.today);
            let counts = counts.map_err(|error| Error::Broken(error.to_string()))?;
            let open = kind.states.iter().filter(|state| !state.is_final);
            for state in open {
                let number = counts.get(&state.id).map_or(0, |(number, _)| *number);
                if kind.pack == source.name {
                    offer.open += number;
                }
                let stays = after
                    .kind(&kind.id)
                    .is_some_and(|kind| kind.state(&state.id).is_some());
                if number > 0 && !stays {
                    offer
                        .stranded
                        .push((kind.plural.clone(), state.title.clone(), number));
                }
            }
        }
        Ok(offer)
    }

    /// The packs as they would be in force with this one.
    fn with(&mut self, source: &PackSource) -> Result<Read> {
        let rows = store::load::packs(self.conn)?;
        let kept = rows
            .iter()
            .filter(|row| row.id != source.name)
            .map(|row| PackSource {
                name: row.id.clone(),
                files: row.files.clone(),
            });
        let all: Vec<PackSource> = kept.chain([source.clone()]).collect();
        let (packs, problems) = engine::pack::load_with(&all, &self.house.practices);
        Ok((packs, problems.iter().map(ToString::to_string).collect()))
    }

    fn not_installed(&self, source: &PackSource, carried: &[PackSource]) -> PackPage {
        // Read with all that the program carries, so that what it builds on is there.
        let (packs, _) = engine::pack::load(carried);
        let info = packs
            .packs
            .iter()
            .find(|info| info.id == source.name)
            .cloned()
            .unwrap_or_default();
        let mut page = brings(&packs, &info);
        page.info.id.clone_from(&source.name);
        page.stories = stories(source.files.keys());
        page.carried = Some(Carried {
            version: info.version,
            digest: digest(&source.files),
            is_newer: true,
        });
        page
    }
}

fn brings(packs: &Packs, info: &PackInfo) -> PackPage {
    let mut kinds: Vec<(String, String)> = packs
        .kinds
        .values()
        .filter(|kind| kind.pack == info.id)
        .map(|kind| (kind.id.clone(), kind.plural.clone()))
        .collect();
    kinds.sort_by(|a, b| a.1.cmp(&b.1));
    // A standard's id begins with the pack that brings it, as `iso-9001-2015`.
    let own = packs.standards.values().filter(|standard| {
        let longer = packs
            .packs
            .iter()
            .filter(|other| standard.id.starts_with(&other.id));
        longer
            .max_by_key(|other| other.id.len())
            .is_some_and(|nearest| nearest.id == info.id)
    });
    PackPage {
        info: info.clone(),
        kinds,
        standards: own
            .map(|standard| {
                (
                    standard.title.clone(),
                    standard.edition.clone(),
                    standard.compared.clone(),
                )
            })
            .collect(),
        practices: packs
            .practices
            .values()
            .filter(|practice| practice.pack == info.id)
            .count(),
        checks: packs
            .checks
            .values()
            .filter(|check| check.pack == info.id)
            .count(),
        ..PackPage::default()
    }
}

/// What is carried, where it differs from what is installed.
fn beside(source: &PackSource, installed: &PackInfo) -> Option<Carried> {
    let digest = digest(&source.files);
    if digest == installed.digest {
        return None;
    }
    let (packs, _) = engine::pack::load(std::slice::from_ref(source));
    let version = packs.packs.first().map_or(0, |info| info.version);
    Some(Carried {
        version,
        digest,
        is_newer: version > installed.version,
    })
}

fn stories<'a>(mut files: impl Iterator<Item = &'a String>) -> usize {
    let mut count = 0;
    for file in files.by_ref() {
        count += usize::from(file.starts_with("stories/"));
    }
    count
}
