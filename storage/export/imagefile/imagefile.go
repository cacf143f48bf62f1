// Package imagefile tells what is an image file, and takes out of it what could
// run, fetch or tell where it was taken.
package imagefile

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"galley.app/galley/internal/sniff"
	"galley.app/galley/internal/svg"
)

// SVG is the media type of drawings.
const SVG = "image/svg+xml"

// Type returns the media type by the bytes, "" for what is no image.
func Type(data []byte) string {
	kind := sniff.Image(data).Kind
	if kind == sniff.None && svg.Is(data) {
		return SVG
	}
	return string(kind)
}

// Is reports whether the bytes, or the first of them, are those of an image
// that may lie in a package, and whether the name is that of one.
func Is(name string, data []byte) bool { return HasSuffix(name) && Type(data) != "" }

// Admit returns an image as it goes into a page or a package. What could run
// or fetch something goes into none.
func Admit(data []byte) (mime string, out []byte, err error) {
	mime = Type(data)
	switch mime {
	case "":
		return "", nil, errors.New("is not an image")
	case SVG:
		d, err := svg.Admit(data)
		if err != nil {
			return "", nil, fmt.Errorf("is left out: %w", err)
		}
		return mime, d.Bytes, nil
	}
	return mime, data, nil
}

// Suffixes are those that images have, with their dots.
func Suffixes() []string {
	return []string{".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".bmp", ".avif", ".svg", ".apng"}
}

// HasSuffix reports whether the name is that of an image.
func HasSuffix(name string) bool { return slices.Contains(Suffixes(), strings.ToLower(path.Ext(name))) }

// Suffix returns the suffix of an image of that media type, with its dot.
func Suffix(mime string) string {
	switch mime {
	case "image/jpeg":
		return ".jpg"
	case "image/svg+xml":
		return ".svg"
	}
	return "." + strings.TrimPrefix(mime, "image/")
}
