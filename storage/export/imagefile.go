package export

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"galley.app/galley/internal/sniff"
	"galley.app/galley/internal/svg"
)

const svgType = "image/svg+xml"

// imageType tells the media type by the bytes; "" for what is no image.
func imageType(data []byte) string {
	kind := sniff.Image(data).Kind
	if kind == sniff.None && svg.Is(data) {
		return svgType
	}
	return string(kind)
}

// IsImage tells whether the bytes, or the first of them, are those of an image
// that may lie in a package, and whether the name is that of one.
func IsImage(name string, data []byte) bool { return hasImageSuffix(name) && imageType(data) != "" }

// handedOn gives an image as it goes into a page or a package. What could run
// or fetch something goes into none.
func handedOn(data []byte) (mime string, out []byte, err error) {
	mime = imageType(data)
	switch mime {
	case "":
		return "", nil, errors.New("is not an image")
	case svgType:
		d, err := svg.Admit(data)
		if err != nil {
			return "", nil, fmt.Errorf("is left out: %w", err)
		}
		return mime, d.Bytes, nil
	}
	return mime, data, nil
}

func hasImageSuffix(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".bmp", ".avif", ".svg", ".apng":
		return true
	}
	return false
}

func suffixOf(mime string) string {
	switch mime {
	case "image/jpeg":
		return ".jpg"
	case "image/svg+xml":
		return ".svg"
	}
	return "." + strings.TrimPrefix(mime, "image/")
}
