// Package fields says what the fields of a post's head mean in front matter, and
// in packages.
package fields

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/post"
)

// Pair is a field's key and effective value.
type Pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Of returns each field once, where its key is first, with its last value.
func Of(p post.Post) []Pair {
	pairs := []Pair{}
	at := map[string]int{}
	for _, f := range p.Fields() {
		if i, ok := at[f.Key]; ok {
			pairs[i].Value = f.Value
			continue
		}
		at[f.Key] = len(pairs)
		pairs = append(pairs, Pair{Key: f.Key, Value: f.Value})
	}
	return pairs
}

// IsTyped reports whether a field means something else than its text.
func IsTyped(f Pair) bool { return TypedValue(f.Key, f.Value) != JSONString(f.Value) }

// Head returns the head that a post with these fields has if nobody said
// otherwise, as far as its text.
func Head(fields []Pair) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString("!! " + f.Key + ": " + f.Value + "\n")
	}
	return b.String() + "\n---\n\n"
}

// imageKeys are the fields that hold images, with what stands before a dot or
// in an object of JSON.
var imageKeys = regexp.MustCompile(`(?i)(^|[._-])(images?|cover|cover_?image|hero_?image|thumbnail|banner|featured_?image|feature_?image|og_?image|social_?image|header_?image|teaser|picture|photo)$`)

// Images returns the images that the fields of a post name.
func Images(fields []Pair) (list []string) {
	for _, f := range fields {
		var v any
		if bounded.JSON([]byte(TypedValue(f.Key, f.Value)), &v, limits) == nil {
			list = appendImages(list, f.Key, v)
		}
	}
	return list
}

// appendImages adds the images that a value of that key holds.
func appendImages(list []string, key string, v any) []string {
	switch v := v.(type) {
	case string:
		if plain, _, _ := strings.Cut(v, "?"); imageKeys.MatchString(key) && imagefile.HasSuffix(plain) && !strings.Contains(v, "\n") {
			list = append(list, v)
		}
	case []any:
		for _, it := range v {
			list = appendImages(list, key, it)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			under := k
			if imageKeys.MatchString(key) && (strings.EqualFold(k, "src") || strings.EqualFold(k, "url") || strings.EqualFold(k, "path")) {
				under = key
			}
			list = appendImages(list, under, v[k])
		}
	}
	return list
}

// limits are those of one field.
var limits = bounded.Limits{Bytes: 8 << 20, Depth: 50, Values: 500_000}

// Same reports whether two values of a field are one in front matter.
func Same(key, a, b string) bool {
	var x, y any
	if bounded.JSON([]byte(TypedValue(key, a)), &x, limits) != nil || bounded.JSON([]byte(TypedValue(key, b)), &y, limits) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}
