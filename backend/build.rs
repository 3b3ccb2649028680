//! The page is inside the binary: a new page makes a new binary.

fn main() {
    println!("cargo::rerun-if-changed=../frontend/dist");
}
