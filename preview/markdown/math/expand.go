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
func (r *reader) replaced(t token, words bool) bool {
	if len(t.text) < 2 || t.text[0] != '\\' {
		return false
	}
	return t.own && len(r.defs) > 0 && r.expanded(t) || r.steered(t, words)
}

// steered carries a command out that [steers] names, and reports whether t is
// one that has all it needs.
func (r *reader) steered(t token, words bool) bool {
	name, _ := t.command()
	if !steers(name) || t.own && r.defs[name] != nil || r.endless != nil || r.stuck == t.end {
		return false
	}
	if r.expansions++; r.expansions > maxExpansions {
		r.tooMuch(t.off, `\%s stands for too much: such commands are carried out at most %d times in a formula`, name, maxExpansions)
		return true
	}
	r.pos = t.end
	ok := false
	switch name {
	case "bgroup":
		ok = r.stand(t, "{")
	case "egroup", "endgroup":
		ok = r.stand(t, "}")
	case "expandafter":
		ok = r.expandAfter(t, words)
	case "noexpand":
		ok = r.noExpand(t)
	default:
		ok = r.choose(name, t, words)
	}
	if !ok {
		r.pos, r.stuck = t.off, t.end
	}
	return ok
}

// stand puts text in the place of all from t on that was read.
func (r *reader) stand(t token, text string) bool {
	if rest := r.src[r.pos:]; rest != "" && isASCIILetter(rest[0]) && endsInCommand(text) {
		text += " "
	}
	r.splice(t.off, r.pos, r.apart(t.off, text))
	r.pos = t.off
	return true
}

// apart is text to be put between at and r.pos, with a blank before it where a
// letter would else belong to a command that ends at that place and is to be read
// again.
func (r *reader) apart(at int, text string) string {
	next := text
	if next == "" {
		next = r.src[r.pos:]
	}
	if r.kept && next != "" && isASCIILetter(next[0]) && endsInCommand(r.src[:at]) {
		return " " + text
	}
	return text
}

// expandAfter has the token after the next one replaced before that one is read.
func (r *reader) expandAfter(t token, words bool) bool {
	first := r.plain()
	r.pos = first.end
	second := r.plain()
	if first.text == "" || second.text == "" {
		return false
	}
	was := r.kept
	r.kept = true
	r.replaced(second, words)
	r.kept = was
	if r.endless != nil {
		return true
	}
	r.pos = first.off
	return r.stand(t, "")
}

// noExpand leaves a command that stands for something out, or among what is
// resolved leaves it as it is.
func (r *reader) noExpand(t token) bool {
	next := r.plain()
	if next.text == "" {
		return false
	}
	name, command := next.command()
	if !r.kept && command && (r.lookUp(name) != nil || steers(name)) {
		r.pos = next.end
		return r.stand(t, "")
	}
	r.pos = next.off
	r.stand(t, "")
	if r.kept {
		r.pos += next.end - next.off
	}
	return true
}

// choose puts in the place of a command one of the arguments that it has.
func (r *reader) choose(name string, t token, words bool) bool {
	n := 2
	if name == "@ifnextchar" {
		n = 3
	}
	args := make([]string, n)
	for i := range args {
		var ok bool
		if args[i], ok = r.given(); !ok {
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
		first = r.starred()
	case "@ifnextchar":
		end := r.pos
		first = r.plain().text == args[0]
		r.pos = end
	}
	if first {
		return r.stand(t, args[n-2])
	}
	return r.stand(t, args[n-1])
}
