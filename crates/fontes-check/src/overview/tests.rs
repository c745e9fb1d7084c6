//! What is an event, and who is a person?

use super::*;
use fontes_core::corpus::{Corpus, Result, Source, digest};
use fontes_core::text::Document;
use std::sync::Arc;

struct Texts(Vec<Arc<Source>>);

impl Corpus for Texts {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> u64 {
        self.0.iter().map(|t| t.document.text.len() as u64).sum()
    }

    fn source(&self, i: usize) -> Result<Arc<Source>> {
        Ok(self.0[i].clone())
    }
}

fn corpus(texts: &[&str]) -> Texts {
    let source = |(i, text): (usize, &&str)| {
        let document = Document { text: (*text).to_owned(), ..Document::default() };
        Arc::new(Source::new(i, format!("t{i}"), digest(text.as_bytes()), document))
    };
    Texts(texts.iter().enumerate().map(source).collect())
}

fn events(texts: &[&str]) -> Vec<String> {
    let found = timeline(&corpus(texts), &Wanted::default()).expect("in memory");
    found.events.iter().map(|e| format!("{} {}", e.date, e.copies)).collect()
}

fn names(texts: &[&str]) -> Vec<String> {
    let found = people(&corpus(texts), &NameDecisions::default()).expect("in memory");
    found.persons.iter().map(|p| format!("{} {}", p.name, p.mentions)).collect()
}

#[test]
fn the_head_of_a_message_dates_it_and_is_no_event() {
    let message = "R 121530Z SEP 73\nFM HARBOUR OFFICE\nTO FLEET\nINFO PILOTS\nSUBJECT: BOATS OF 3 SEPTEMBER 1973\nREF: A. 4417 OF \
        10 SEPTEMBER 1973\n\nThe council met on 11 September 1973 and closed the harbour. The boats had left for the islands yesterday.\n";
    assert_eq!(events(&[message]), ["1973-09-11 0", "1973-09-11 0"]);
    let mail = "From: Ada Tov <ada@example.org>\nDate: Tue, 4 May 1921 10:00:00 +0000\nSubject: 3 May 1921\n\nThe council met on \
        5 May 1921 and heard the teachers of the town.\n";
    assert_eq!(events(&[mail]), ["1921-05-05 0"]);
    let letter =
        "Port, 4 May 1921\n\nDear friend,\n\nThe harbour was closed on 2 May 1921 by order of the captain.\n";
    assert_eq!(events(&[letter]), ["1921-05-02 0"]);
}

#[test]
fn heads_of_other_languages_are_heads() {
    for text in [
        "De: Ada Tov\nFecha: 4 de mayo de 1921\nAsunto: el puerto el 3 de mayo de 1921\n\nEl consejo se reunió el 5 de mayo de 1921 en el \
         puerto y escuchó a los maestros de la ciudad.\n",
        "Von: Ada Tov\nDatum: 4. Mai 1921\nBetreff: der Hafen am 3. Mai 1921\n\nDer Rat trat am 5. Mai 1921 im Hafen zusammen und hörte die \
         Lehrer der Stadt an.\n",
        "De : Ada Tov\nDate : 4 mai 1921\nObjet : le port le 3 mai 1921\n\nLe conseil se réunit le 5 mai 1921 au port et il écouta les \
         maîtres de la ville.\n",
    ] {
        assert_eq!(events(&[text]), ["1921-05-05 0"], "{text}");
    }
}

#[test]
fn references_stamps_and_page_marks_are_no_events() {
    for text in [
        "The keeper said that nobody was paid (Avidar, 9/6/1921, pp. 29, 33), and the council believed him in the end.",
        "The council had before it the minutes, dated 4 May 1921, and it agreed with all that the keeper had said there.",
        "The keeper was asked about the letter of 4 May 1921, and he said that he had never seen it in his life.",
        "COPPER WIRE\n\nRECEIVED 4 MAY 1921\n\nNo. 17\n",
        "He owed 1500 crates, and the number of the store was 578-03-1841, as the clerk had told the council before.",
    ] {
        assert_eq!(events(&[text]), [] as [String; 0], "{text}");
    }
}

#[test]
fn what_two_machines_read_counts_once() {
    let (a, b) = (
        "The council of the port met on 4 May 1921 and closed the harbour for eleven weeks after the storm.",
        "Tlie council of the port met on 4 May 1921 and closed the harb0ur for eleven weeks alter the storm.",
    );
    assert_eq!(events(&[a, b]), ["1921-05-04 1"]);
    // A line each, as a machine reads a page.
    let lines = "The council of the port met on 4 May 1921 and closed\n\nthe harbour for eleven weeks after the storm, and\n\nthe clerk \
        had signed for seventeen crates of copper\n\nwire that the keeper had counted on the quay before\n\nthe boats went out again in the \
        morning of that day.\n";
    let found = timeline(&corpus(&[lines]), &Wanted::default()).expect("in memory");
    assert!(
        found.events[0].place.sentence.contains("closed the harbour for eleven weeks"),
        "{:?}",
        found.events
    );
}

#[test]
fn roles_bullets_and_headings_are_no_persons() {
    let text = "• Doran met the Chief of Station on Monday. The Ambassador and the Secretary wrote to Mira Doran, and Chief of Station \
        Avidar saw Doran and the Chief again.\n\nPORT AUTHORITY REPORT\n\nPeter Avidar left. Owen and Doran stayed with Captain Mira Doran.\n";
    let found = names(&[text]);
    assert!(found.iter().any(|n| n.starts_with("Mira Doran")), "{found:?}");
    for wrong in ["Chief", "Station", "Ambassador", "Secretary", "•", "and", "PORT", "Monday"] {
        assert!(!found.iter().any(|n| n.split(' ').any(|w| w == wrong)), "{wrong} in {found:?}");
    }
}

#[test]
fn names_are_joined_where_that_is_safe_and_by_hand() {
    let texts = [
        "Sidney Gottlieb met Peter Avidar in the harbour. Sid Gottlieb left, and Gottlieb wrote to Mr. Avidar of it.",
        "Robert Kennedy met John Kennedy. Kennedy wrote to Peter Avidar, and Mr. Avidar answered.",
    ];
    let found = people(&corpus(&texts), &NameDecisions::default()).expect("in memory");
    let count = |name: &str| found.persons.iter().find(|p| p.name == name).map(|p| p.mentions);
    assert_eq!(count("Sidney Gottlieb"), Some(3), "{:?}", found.persons);
    assert_eq!((count("Robert Kennedy"), count("John Kennedy")), (Some(1), Some(1)), "{:?}", found.persons);
    // Nobody stands beside himself.
    assert!(!found.edges.iter().any(|e| e.a.ends_with("Kennedy") && e.b == "Kennedy"), "{:?}", found.edges);
    let merge = NameDecision::Merge(vec!["Robert Kennedy".into(), "Kennedy".into()]);
    let part = NameDecision::Part(vec!["Sid Gottlieb".into()]);
    let decided = NameDecisions::new([&merge, &part]);
    let found = people(&corpus(&texts), &decided).expect("in memory");
    let count = |name: &str| found.persons.iter().find(|p| p.name == name).map(|p| p.mentions);
    assert_eq!(count("Robert Kennedy"), Some(2), "{:?}", found.persons);
    assert_eq!(count("Sid Gottlieb"), Some(1), "{:?}", found.persons);
    let back = NameDecision::Part(vec!["Kennedy".into()]);
    let found = people(&corpus(&texts), &NameDecisions::new([&merge, &back])).expect("in memory");
    assert!(found.persons.iter().any(|p| p.name == "Kennedy"), "{:?}", found.persons);
}
