//! Writes a sheet with every picture in three themes: `cargo run -p picture --example sheet -- sheet.html [width]`.
//! With `hard` as third word it shows what is hard to draw instead: one point, long words, other alphabets, huge numbers.

mod shown;

use picture::{Look, Picture, Theme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "sheet.html".to_string());
    let width = arguments.next().map_or(Ok(960.0), |text| text.parse::<f64>())?;
    let hard = arguments.next().is_some_and(|word| word == "hard");
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sheet of pictures</title><body style=\"margin:0;background:#888\">",
    );
    for theme in [Theme::Light, Theme::Dark, Theme::Print] {
        let pictures = if hard { shown::hard() } else { shown::all() };
        for (name, picture) in pictures {
            let look = Look {
                width,
                ..Look::alone(theme)
            };
            let svg = picture
                .svg(&look)
                .map_err(|refusal| format!("{name}: {refusal}"))?;
            page.push_str(&svg);
            page.push_str("<br>");
        }
        page.push_str(&small(theme)?);
    }
    page.push_str("</body></html>");
    std::fs::write(&file, page)?;
    Ok(())
}

/// The small line, on a paper of its own, because it is drawn to stand among words.
fn small(theme: Theme) -> Result<String, picture::Refusal> {
    let look = Look {
        width: 200.0,
        ..Look::alone(theme)
    };
    Ok(format!(
        "<p style=\"margin:0;padding:8px 28px;width:200px;background:{}\">{}</p>",
        theme.palette().paper,
        shown::spark().svg(&look)?
    ))
}
