package math

// steers reports whether a command says what is put in the place of others, and
// when.
func steers(name string) bool {
	switch name {
	case "expandafter", "noexpand", "TextOrMath", "@firstoftwo", "@secondoftwo", "@ifnextchar", "@ifstar", "bgroup", "egroup", "endgroup":
		return true
	}
	return false
}

// replaced puts in the place of a command what it stands for, if it stands for
// something else here.
func (p *parser) replaced(t token, words bool) bool {
	if len(t.text) < 2 || t.text[0] != '\\' {
		return false
	}
	return t.own && len(p.defs) > 0 && p.expanded(t) || p.steered(t, words)
}

// steered carries a command out that [steers] names, and reports whether t is
// one that has all it needs.
func (p *parser) steered(t token, words bool) bool {
	name, _ := t.command()
	if !steers(name) || t.own && p.defs[name] != nil || p.endless != nil || p.stuck == t.end {
		return false
	}
	if p.expansions++; p.expansions > maxExpansions {
		p.tooMuch(t.off, `\%s stands for too much: such commands are carried out at most %d times in a formula`, name, maxExpansions)
		return true
	}
	p.pos = t.end
	ok := false
	switch name {
	case "bgroup":
		ok = p.stand(t, "{")
	case "egroup", "endgroup":
		ok = p.stand(t, "}")
	case "expandafter":
		ok = p.expandAfter(t, words)
	case "noexpand":
		ok = p.noExpand(t)
	default:
		ok = p.choose(name, t, words)
	}
	if !ok {
		p.pos, p.stuck = t.off, t.end
	}
	return ok
}

// stand puts text in the place of all from t on that was read.
func (p *parser) stand(t token, text string) bool {
	if rest := p.src[p.pos:]; rest != "" && isASCIILetter(rest[0]) && endsInCommand(text) {
		text += " "
	}
	p.splice(t.off, p.pos, p.apart(t.off, text))
	p.pos = t.off
	return true
}

// apart is text to be put between at and p.pos, with a blank before it where a
// letter would else belong to a command that ends at that place and is to be read
// again.
func (p *parser) apart(at int, text string) string {
	next := text
	if next == "" {
		next = p.src[p.pos:]
	}
	if p.kept && next != "" && isASCIILetter(next[0]) && endsInCommand(p.src[:at]) {
		return " " + text
	}
	return text
}

// expandAfter has the token after the next one replaced before that one is read.
func (p *parser) expandAfter(t token, words bool) bool {
	first := p.plain()
	p.pos = first.end
	second := p.plain()
	if first.text == "" || second.text == "" {
		return false
	}
	was := p.kept
	p.kept = true
	p.replaced(second, words)
	p.kept = was
	if p.endless != nil {
		return true
	}
	p.pos = first.off
	return p.stand(t, "")
}

// noExpand leaves a command that stands for something out, or among what is
// resolved leaves it as it is.
func (p *parser) noExpand(t token) bool {
	next := p.plain()
	if next.text == "" {
		return false
	}
	name, command := next.command()
	if !p.kept && command && (p.lookUp(name) != nil || steers(name)) {
		p.pos = next.end
		return p.stand(t, "")
	}
	p.pos = next.off
	p.stand(t, "")
	if p.kept {
		p.pos += next.end - next.off
	}
	return true
}

// choose puts in the place of a command one of the arguments that it has.
func (p *parser) choose(name string, t token, words bool) bool {
	n := 2
	if name == "@ifnextchar" {
		n = 3
	}
	args := make([]string, n)
	for i := range args {
		var ok bool
		if args[i], ok = p.given(); !ok {
			return false
		}
	}
	first := false
	switch name {
	case "@firstoftwo":
		first = true
	case "TextOrMath":
		first = words
	case "@ifstar":
		first = p.starred()
	case "@ifnextchar":
		end := p.pos
		first = p.plain().text == args[0]
		p.pos = end
	}
	if first {
		return p.stand(t, args[n-2])
	}
	return p.stand(t, args[n-1])
}
