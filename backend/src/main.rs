//! The `loa` command.

use std::process::ExitCode;

use clap::Parser;

#[actix_web::main]
async fn main() -> ExitCode {
    match backend::cli::run(backend::cli::Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("loa: {message}");
            ExitCode::FAILURE
        }
    }
}
