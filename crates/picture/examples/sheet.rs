//! Writes a sheet with every picture in three themes: `cargo run -p picture --example sheet -- sheet.html [width]`.

mod shown;

use picture::{Look, Picture, Theme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "sheet.html".to_string());
    let width = arguments.next().map_or(Ok(960.0), |text| text.parse::<f64>())?;
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sheet of pictures</title><body style=\"margin:0;background:#888\">",
    );
    for theme in [Theme::Light, Theme::Dark, Theme::Print] {
        for (name, picture) in shown::all() {
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
        let look = Look {
            width: 200.0,
            ..Look::alone(theme)
        };
        page.push_str(&format!(
            "<p style=\"margin:0;padding:8px 28px;width:200px;background:{}\">",
            theme.palette().paper
        ));
        page.push_str(&shown::spark().svg(&look)?);
        page.push_str("</p>");
    }
    page.push_str("</body></html>");
    std::fs::write(&file, page)?;
    Ok(())
}
