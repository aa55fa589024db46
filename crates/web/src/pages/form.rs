//! A form as it comes in: pairs of names and answers, and files.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;

use super::trouble;
use crate::api::records::pairs;
use crate::parts::given::Given;
use crate::site::Site;

/// Most bytes of a form with its files.
pub(crate) const LIMIT: usize = 200 * 1024 * 1024;

/// What a form said.
pub(crate) struct Form(pub(crate) Given);

impl FromRequest<Site> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Response> {
        let unreadable = || {
            trouble::outside(
                400,
                "That form could not be read.",
                "It broke off, is too large, or was not sent by one of our pages. Nothing was recorded.",
            )
        };
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let body = Bytes::from_request(request, site)
                .await
                .map_err(|_| unreadable())?;
            let body = std::str::from_utf8(&body).map_err(|_| unreadable())?;
            return pairs(body)
                .map(|pairs| Form(Given::new(pairs)))
                .map_err(|_| unreadable());
        }
        let mut parts = Multipart::from_request(request, site)
            .await
            .map_err(|_| unreadable())?;
        let mut given = Given::default();
        while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| unreadable())?;
            match file {
                // A field for files that was left alone sends an empty one.
                Some(file) if bytes.is_empty() && file.is_empty() => {}
                Some(file) => given.files.push((name, file, bytes.to_vec())),
                None => given.push(name, String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())?),
            }
        }
        Ok(Form(given))
    }
}
