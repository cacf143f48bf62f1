package bounded

import (
	"bytes"
	"encoding/json"
)

// JSON decodes a value into what into points to.
func JSON(data []byte, into any, l Limits) error {
	if err := CheckJSON(data, l); err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// JSONTokens reads the value that data begins with token by token, for a caller
// that counts them itself. Numbers are kept as they are written.
func JSONTokens(data []byte, l Limits) *json.Decoder {
	if l.Bytes > 0 {
		data = data[:min(int64(len(data)), l.Bytes)]
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d
}

// CheckJSON says whether JSON would read a value, as far as limits go. It does
// not say whether that is JSON.
func CheckJSON(data []byte, l Limits) error {
	if err := l.size(len(data)); err != nil {
		return err
	}
	c := &count{limits: l, nested: lists, line: 1}
	for i := 0; i < len(data); i++ {
		var err error
		switch data[i] {
		case '\n':
			c.line++
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		case '[', '{':
			err = c.open()
		case ']', '}':
			c.shut()
		case ',', ':':
			err = c.value()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
