//! The server's highest memory while hostile and very large files arrive.

use std::io::Cursor;
use std::time::Duration;

use futures_util::future::join_all;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage};
use tests::{Client, Database, Scene, Server};

/// The documented limit, in KiB above what an idle server takes (docs/SECURITY.md, "Availability").
const MOST: u64 = 150 * 1024;

/// A WebP of 40 bytes that unfolds to 50 megapixels of one colour, with alpha: each of its five
/// codes has one symbol, so that no pixel takes a bit.
fn bomb() -> Vec<u8> {
    let (width, height) = (10_000_u64, 5_000_u64);
    let mut bits: u128 = 0x2f;
    let mut at = 8;
    let mut put = |value: u64, count: u32| {
        bits |= u128::from(value) << at;
        at += count;
    };
    put(width - 1, 14);
    put(height - 1, 14);
    put(1, 1);
    // Version, no transform, no cache, one group of codes.
    put(0, 3 + 1 + 1 + 1);
    (0..5).for_each(|_| put(0b0001, 4));
    let stream = &bits.to_le_bytes()[..];
    let length = u32::try_from(stream.len()).unwrap();
    let mut file = b"RIFF".to_vec();
    file.extend((length + 12).to_le_bytes());
    file.extend(b"WEBPVP8L");
    file.extend(length.to_le_bytes());
    file.extend(stream);
    assert_eq!(file.len(), 36);
    file
}

/// A picture of two colours that is computed pixel by pixel, so that it takes no memory.
struct Sky(u32, u32);

impl GenericImageView for Sky {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.0, self.1)
    }

    fn get_pixel(&self, _: u32, y: u32) -> Rgb<u8> {
        Rgb([90, 150, if y < self.1 / 2 { 210 } else { 90 }])
    }
}

/// A photo of 50 megapixels, as the best phones take them.
fn large_photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes).encode_image(&Sky(8_160, 6_120)).unwrap();
    bytes
}

fn large_screenshot() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(4_400, 4_200, Rgb([9, 99, 199])));
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A recording of almost 10 MB: files that are no pictures are parsed as well.
fn large_recording() -> Vec<u8> {
    tests::photo::recording(7, 9_900_000 / 417)
}

async fn send(client: &Client, name: &str, bytes: Vec<u8>) -> u16 {
    let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new().part("file", part);
    let call = client.call(reqwest::Method::POST, "/attachments").multipart(form);
    call.try_send().await.unwrap().status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_and_large_uploads_stay_within_150_mib() {
    let mut server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let head = &scene.head;
    head.upload("a.jpg", "image/jpeg", tests::photo::jpeg(1, 64, 64)).await.expect(201).ok();
    let (idle, _) = server.process().unwrap().memory();
    server.process().unwrap().forget_highest_memory();

    let bombs = join_all((0..6).map(|_| send(head, "bomb.webp", bomb())));
    let sounds = join_all((0..8).map(|_| send(head, "sound.mp3", large_recording())));
    let photo = head.upload("photo.jpg", "image/jpeg", large_photo());
    let screenshot = head.upload("screen.png", "image/png", large_screenshot());
    let (bombs, sounds, photo, screenshot) = tokio::join!(bombs, sounds, photo, screenshot);
    assert!(bombs.iter().all(|status| *status == 422), "{bombs:?}");
    assert!(sounds.iter().all(|status| *status == 201), "{sounds:?}");

    // What is larger than the budget is taken all the same, smaller: at a quarter, as this encoder
    // keeps every pixel's colour.
    let photo = photo.expect(201);
    assert_eq!((&photo.body["width"], &photo.body["height"]), (&2_040.into(), &1_530.into()));
    let screenshot = screenshot.expect(201);
    assert_eq!(screenshot.body["width"], 2_200);
    let kept = head.get(&format!("/attachments/{}", screenshot.id())).await.expect(200);
    let kept = image::load_from_memory(&kept.bytes).unwrap().into_rgb8();
    assert_eq!(kept.get_pixel(2_199, 2_099), &Rgb([9, 99, 199]));

    // Read back by many at a time.
    let sound = head.upload("s.mp3", "audio/mpeg", large_recording()).await.expect(201);
    let path = format!("/attachments/{}", sound.id());
    let read = join_all((0..12).map(|_| head.get(&path))).await;
    assert!(read.iter().all(|answer| answer.bytes.len() > 9_000_000));

    let (_, highest) = server.process().unwrap().memory();
    let above = highest.saturating_sub(idle);
    println!("idle {idle} KiB, at the highest {above} KiB above");
    assert!(above < MOST, "{above} KiB above an idle server of {idle} KiB");
}

/// A client that disconnects does not make room for a second decoding beside its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn client_that_disconnects_frees_no_decoding_slot() {
    let mut server = Server::demo(Database::Sqlite);
    let scene = Scene::new(&server).await;
    let photo = large_photo();
    let (idle, _) = server.process().unwrap().memory();
    server.process().unwrap().forget_highest_memory();
    let impatient = (0..4).map(|_| {
        let sent = send(&scene.head, "photo.jpg", photo.clone());
        async { tokio::time::timeout(Duration::from_millis(700), sent).await.ok() }
    });
    join_all(impatient).await;
    scene.head.upload("a.jpg", "image/jpeg", photo.clone()).await.expect(201).ok();
    let (_, highest) = server.process().unwrap().memory();
    assert!(highest - idle < MOST, "{} KiB above idle", highest - idle);
}
