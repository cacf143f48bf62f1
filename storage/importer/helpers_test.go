package importer

import (
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"
)

// pixel is a picture.
const pixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

// localImages are the image links of a post that name files.
func localImages(src string) []string {
	var list []string
	for _, l := range refs.Images(src[post.Parse(src).TextStart():]) {
		if refs.IsLocal(l.Dest) {
			list = append(list, l.Dest)
		}
	}
	return list
}
