import { Buffer } from "node:buffer";
import { describe, test } from "vitest";
import { bytesOf, fetchFile, pngOf, send, upload } from "../../support/files.ts";
import { signUp } from "../../support/people.ts";

const latin = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
/** An ISO media file of a brand. */
const iso = (brand: string) => latin(`\0\0\0\x18ftyp${brand}\0\0\0\0isom`);
const webm = latin("\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x02");
/** Longer than what the kind is told from, with a character across that border. */
const longText = bytesOf(`${"a".repeat(4_095)}é and so on`);

const taken: [name: string, bytes: Uint8Array<ArrayBuffer>, type: string][] = [
  ["PNG", pngOf(), "image/png"],
  ["JPEG", latin("\xFF\xD8\xFF\xE0\0\x10JFIF"), "image/jpeg"],
  ["GIF", latin("GIF89a\x01\0\x01\0"), "image/gif"],
  ["WebP", latin("RIFF\x24\0\0\0WEBPVP8 "), "image/webp"],
  ["AVIF", iso("avif"), "image/avif"],
  ["HEIC", iso("heic"), "image/heic"],
  ["MP4", iso("isom"), "video/mp4"],
  ["QuickTime", iso("qt  "), "video/quicktime"],
  ["M4A", iso("M4A "), "audio/mp4"],
  ["WebM", webm, "video/webm"],
  ["Ogg", latin("OggS\0\x02"), "video/ogg"],
  ["MP3 with tags", latin("ID3\x04\0\0"), "audio/mpeg"],
  ["MP3", latin("\xFF\xFB\x90\x64"), "audio/mpeg"],
  ["WAV", latin("RIFF\x24\0\0\0WAVEfmt "), "audio/wav"],
  ["FLAC", latin("fLaC\0\0\0\x22"), "audio/flac"],
  ["PDF", latin("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"), "application/pdf"],
  ["ZIP", latin("PK\x03\x04\x14\0"), "application/zip"],
  ["text", bytesOf("Grüße, 世界 🦊\n"), "text/plain"],
  ["text with a byte order mark", bytesOf("\uFEFFhello"), "text/plain"],
  ["text longer than is looked at", longText, "text/plain"],
  ["text that talks of less and more", bytesOf("1 < 2 and <3\n"), "text/plain"],
  ["JSON", bytesOf('{"a":1}'), "text/plain"],
];

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const refused: [name: string, bytes: Uint8Array<ArrayBuffer>, declared: string][] = [
  ["HTML that calls itself PNG", bytesOf("<!DOCTYPE html><script>alert(1)</script>"), "image/png"],
  ["HTML behind blanks and a byte order mark", bytesOf(" \r\n\t\f\uFEFF <HtMl>"), "text/plain"],
  ["HTML behind a comment", bytesOf("<!-- GIF89a --><script>alert(1)</script>"), "image/gif"],
  ["SVG", bytesOf(svg), "image/svg+xml"],
  ["SVG with a declaration", bytesOf(`<?xml version="1.0"?>${svg}`), "image/svg+xml"],
  ["SVG that calls itself text", bytesOf(svg), "text/plain"],
  ["a shell script", bytesOf("#!/bin/sh\nrm -rf /\n"), "text/plain"],
  ["PostScript", bytesOf("%!PS-Adobe-3.0\n"), "application/pdf"],
  ["a program", latin("MZ\x90\0\x03\0\0\0"), "application/zip"],
  ["a program for Linux", latin("\x7FELF\x02\x01\x01\0"), "image/jpeg"],
  ["text with a NUL", bytesOf("hello\0world"), "text/plain"],
  ["text in UTF-16", latin("\xFF\xFEh\0i\0"), "text/plain"],
  ["text that is no UTF-8", latin("caf\xE9"), "text/plain"],
  ["text cut in the middle of a character", bytesOf("é").slice(0, 1), "text/plain"],
  ["a picture's beginning further in", latin("x\0\x89PNG\r\n\x1A\n"), "image/png"],
  ["a PDF behind something else", latin("\0\0%PDF-1.7"), "application/pdf"],
  ["a container of an unknown brand", iso("exe "), "video/mp4"],
  ["a RIFF of another form", latin("RIFF\x24\0\0\0ACONanih"), "image/webp"],
  ["a form that holds a file", bytesOf('--x\r\nContent-Disposition: form-data; name="file"'), "multipart/form-data"],
];

describe("the kind of a file", () => {
  test.for(taken)("is found by its content: %s", async ([, bytes, type], { expect }) => {
    const ada = await signUp();

    const asDeclared = await upload(ada, bytes, { type: "application/octet-stream", name: "x.bin" });
    const undeclared = await upload(ada, bytes);

    expect([asDeclared.type, undeclared.type]).toEqual([type, type]);
    expect((await fetchFile(ada, asDeclared)).headers.get("content-type")?.split(";")[0]).toBe(type);
  });

  test.for(refused)("is not taken: %s", async ([, bytes, declared], { expect }) => {
    const ada = await signUp();

    const answer = await send(ada, bytes, { type: declared });

    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  test("is that of the content, whatever its name and its sender say", async ({ expect }) => {
    const ada = await signUp();

    const file = await upload(ada, pngOf(), { name: "notes.txt", type: "text/plain" });

    expect(file).toMatchObject({ type: "image/png", name: "notes.txt" });
  });

  test("of a container for sound and pictures is what the sender says that it holds", async ({ expect }) => {
    const ada = await signUp();

    const [voice, film] = await Promise.all([
      upload(ada, webm, { type: "audio/webm;codecs=opus" }),
      upload(ada, webm, { type: "video/webm" }),
    ]);

    expect([voice.type, film.type]).toEqual(["audio/webm", "video/webm"]);
  });

  test("of something that is two things at once is the one, and neither runs", async ({ expect }) => {
    const ada = await signUp();
    const polyglot = latin("GIF89a/*\x01\0*/=1;<script>alert(1)</script>");

    const file = await upload(ada, polyglot, { type: "text/html", name: "x.html" });
    const { headers } = await fetchFile(ada, file);

    expect(headers.get("content-type")).toBe("image/gif");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
  });
});
