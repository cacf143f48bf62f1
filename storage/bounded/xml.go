package bounded

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// XML reads a document as a stream of tokens, of which only the last is kept.
type XML struct {
	*xml.Decoder
	in    *metered
	count count
}

// NewXML reads XML from r.
func NewXML(r io.Reader, l Limits) *XML {
	x := &XML{in: &metered{r: r, limits: l, token: l.Token}, count: count{limits: l, nested: "elements"}}
	x.Decoder = xml.NewDecoder(x.in)
	return x
}

// Token is the next token, with the end of each element checked.
func (x *XML) Token() (xml.Token, error) { return x.take(x.Decoder.Token) }

// RawToken is the next token as it is written.
func (x *XML) RawToken() (xml.Token, error) { return x.take(x.Decoder.RawToken) }

func (x *XML) take(next func() (xml.Token, error)) (xml.Token, error) {
	if x.count.limits.Token > 0 {
		x.in.token = x.InputOffset() + x.count.limits.Token
	}
	t, err := next()
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok {
			e.Line = x.Line()
		}
		return nil, err
	}
	x.count.line = x.Line()
	if err := x.count.value(); err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case xml.StartElement:
		for range t.Attr {
			if err := x.count.value(); err != nil {
				return nil, err
			}
		}
		if err := x.count.open(); err != nil {
			return nil, err
		}
	case xml.EndElement:
		x.count.shut()
	}
	return t, nil
}

// Values is how much of the limit of values was read.
func (x *XML) Values() int { return x.count.values }

// Line is that of the next token, 1-based.
func (x *XML) Line() int {
	line, _ := x.InputPos()
	return line
}

// XMLInto decodes a document into what into points to.
func XMLInto(r io.Reader, into any, l Limits) error {
	return xml.NewTokenDecoder(rawTokens{NewXML(r, l)}).Decode(into)
}

// rawTokens are tokens whose names another decoder will look up.
type rawTokens struct{ x *XML }

func (r rawTokens) Token() (xml.Token, error) { return r.x.RawToken() }

// metered gives no more than the limits allow.
type metered struct {
	r      io.Reader
	limits Limits
	read   int64
	token  int64 // where the token that is read now must end
}

// ahead is how far a decoder may read beyond what it needs.
const ahead = 64 << 10

func (m *metered) Read(p []byte) (int, error) {
	switch {
	case m.limits.Bytes > 0 && m.read > m.limits.Bytes:
		return 0, &Error{Reason: "it is larger than " + bytesIn(m.limits.Bytes)}
	case m.limits.Token > 0 && m.read > m.token+ahead:
		return 0, &Error{Reason: fmt.Sprintf("a tag, a text or a comment in it is larger than %s", bytesIn(m.limits.Token))}
	}
	n, err := m.r.Read(p[:min(len(p), ahead)])
	m.read += int64(n)
	return n, err
}
