package math

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// A sign is a character that a command stands for.
type sign struct {
	text   string
	class  class
	large  bool
	limits limits
	letter bool
}

// The commands for single characters: names and characters in turn.
const (
	letterSigns = `alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
		kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
		upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
		Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
		varGamma 𝛤 varDelta 𝛥 varTheta 𝛩 varLambda 𝛬 varXi 𝛯 varPi 𝛱 varSigma 𝛴 varUpsilon 𝛶 varPhi 𝛷 varPsi 𝛹 varOmega 𝛺
		Alpha Α Beta Β Epsilon Ε Zeta Ζ Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Omicron Ο Rho Ρ Tau Τ Chi Χ thetasym ϑ
		alef ℵ alefsym ℵ image ℑ real ℜ weierp ℘ ell ℓ hbar ℏ hslash ℏ imath 𝚤 jmath 𝚥 wp ℘ Re ℜ Im ℑ aleph ℵ beth ℶ gimel ℷ daleth ℸ partial ∂ eth ð
		R ℝ Reals ℝ reals ℝ N ℕ natnums ℕ Z ℤ Q ℚ cnums ℂ Complex ℂ Bbbk 𝕜 mho ℧ Finv Ⅎ Game ⅁`
	ordSigns = `infty ∞ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠
		measuredangle ∡ sphericalangle ∢ triangle △ triangledown ▽ square □ Box □ blacksquare ■ Diamond ◊ lozenge ◊
		blacklozenge ⧫ bigstar ★ blacktriangle ▲ blacktriangledown ▼ complement ∁ backslash \ prime ′ backprime ‵
		surd √ flat ♭ natural ♮ sharp ♯ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ checkmark ✓ dag † ddag ‡
		degree ° S § P ¶ copyright © pounds £ yen ¥ diagup ╱ diagdown ╲ maltese ✠ # # $ $ % % & & _ _ vert | Vert ‖
		| ‖ lbrack [ rbrack ] cdotp · dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯
		dotso … mathellipsis … iddots ⋰ adots ⋰ second ″ third ‴ infin ∞ empty ∅ exist ∃ clubs ♣ diamonds ♢ hearts ♡ spades ♠ lq ‘ rq ’ mathsterling £ sect § circledR ® circledS Ⓢ euro €`
	binSigns = `bull ∙ pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨
		wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ bigtriangleup △ bigtriangledown ▽ triangleleft ◃
		triangleright ▹ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯ dagger †
		ddagger ‡ amalg ⨿ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋
		rightthreetimes ⋌ curlyvee ⋎ curlywedge ⋏ dotplus ∔ divideontimes ⋇ intercal ⊺ doublecup ⋓ Cup ⋓ doublecap ⋒
		Cap ⋒ barwedge ⊼ veebar ⊻ doublebarwedge ⩞ circledast ⊛ circledcirc ⊚ circleddash ⊝ centerdot ⋅ plusmn ± sdot ⋅ Dagger ‡ And & minuso ⦵ gtrdot ⋗
		lessdot ⋖`
	relSigns = `leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ propto ∝ varpropto ∝
		ll ≪ gg ≫ lll ⋘ ggg ⋙ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾ succsim ≿
		subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ subseteqq ⫅
		supseteqq ⫆ Subset ⋐ Supset ⋑ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ ni ∋ owns ∋ notin ∉
		mid ∣ nmid ∤ parallel ∥ nparallel ∦ shortmid ∣ shortparallel ∥ perp ⟂ models ⊨ vdash ⊢ dashv ⊣ vDash ⊨
		Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ asymp ≍ bowtie ⋈ Join ⋈ smile ⌣ frown ⌢ doteq ≐ doteqdot ≑ Doteq ≑
		risingdotseq ≓ fallingdotseq ≒ triangleq ≜ circeq ≗ eqcirc ≖ bumpeq ≏ Bumpeq ≎ coloneqq ≔ colonequals ≔
		eqqcolon ≕ Coloneqq ⩴ leqslant ⩽ geqslant ⩾ leqq ≦ geqq ≧ lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩ lesssim ≲ gtrsim ≳
		lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ lesseqgtr ⋚ gtreqless ⋛ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nprec ⊀
		nsucc ⊁ ncong ≇ nsim ≁ trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ vartriangleright ⊳
		ntriangleleft ⋪ ntriangleright ⋫ blacktriangleleft ◀ blacktriangleright ▶ therefore ∴ because ∵ between ≬
		pitchfork ⋔ backsim ∽ backsimeq ⋍ eqsim ≂ thicksim ∼ thickapprox ≈ lt < gt > vartriangle △ multimap ⊸
		to → gets ← rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ uparrow ↑
		downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ mapsto ↦ longmapsto ⟼ longrightarrow ⟶
		longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ implies ⟹
		impliedby ⟸ iff ⟺ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼
		leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖
		leadsto ⇝ rightsquigarrow ⇝ leftrightsquigarrow ↭ twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣
		leftarrowtail ↢ upharpoonright ↾ upharpoonleft ↿ downharpoonright ⇂ downharpoonleft ⇃ rightrightarrows ⇉
		leftleftarrows ⇇ upuparrows ⇈ downdownarrows ⇊ rightleftarrows ⇄ leftrightarrows ⇆ curvearrowright ↷
		curvearrowleft ↶ circlearrowright ↻ circlearrowleft ↺ Lsh ↰ Rsh ↱ looparrowright ↬ looparrowleft ↫
		Rrightarrow ⇛ Lleftarrow ⇚ dashrightarrow ⇢ dashleftarrow ⇠ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏
		isin ∈ sub ⊂ sube ⊆ supe ⊇ backepsilon ∍ curlyeqprec ⋞ curlyeqsucc ⋟
		eqslantgtr ⪖ eqslantless ⪕ gggtr ⋙ llless ⋘ gtreqqless ⪌ lesseqqgtr ⪋ gnapprox ⪊ lnapprox ⪉ gnsim ⋧ lnsim ⋦
		gvertneqq ≩ lvertneqq ≨ imageof ⊷ origof ⊶ notni ∌ nVDash ⊯ nVdash ⊮ ngeqq ≱ ngeqslant ≱ nleqq ≰ nleqslant ≰
		npreceq ⋠ nsucceq ⋡ nshortmid ∤ nshortparallel ∦ nsubseteqq ⊈ nsupseteqq ⊉ ntrianglelefteq ⋬ ntrianglerighteq ⋭
		precapprox ⪷ succapprox ⪸ precnapprox ⪹ succnapprox ⪺ precneqq ⪵ succneqq ⪶ precnsim ⋨ succnsim ⋩ restriction ↾
		smallfrown ⌢ smallsmile ⌣ subsetneqq ⫋ supsetneqq ⫌ varsubsetneq ⊊ varsubsetneqq ⫋ varsupsetneq ⊋ varsupsetneqq ⫌
		ratio ∶ vcentcolon ∶ dblcolon ∷ coloncolon ∷ coloncolonequals ⩴ equalscolon ≕
		Darr ⇓ dArr ⇓ darr ↓ Harr ⇔ hArr ⇔ harr ↔ Larr ⇐ lArr ⇐ larr ← Lrarr ⇔ lrArr ⇔ lrarr ↔ Rarr ⇒ rArr ⇒ rarr →
		Uarr ⇑ uArr ⇑ uarr ↑ nLeftarrow ⇍ nleftrightarrow ↮ nLeftrightarrow ⇎`
	openSigns = `{ { lbrace { langle ⟨ lang ⟨ lBrace ⦃ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lgroup ⟮ lmoustache ⎰ llbracket ⟦ ulcorner ⌜
		llcorner ⌞ lparen (`
	closeSigns = `} } rbrace } rangle ⟩ rang ⟩ rBrace ⦄ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rgroup ⟯ rmoustache ⎱ rrbracket ⟧ urcorner ⌝
		lrcorner ⌟ rparen )`
	punctSigns = `colon : ldotp .`
	sumSigns   = `sum ∑ prod ∏ coprod ∐ bigcap ⋂ bigcup ⋃ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀
		biguplus ⨄ bigsqcup ⨆`
	integralSigns = `int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ intop ∫`
	functions     = `arcctg arccos arcsin arctan arctg arg ch cos cosec cosh cot cotg coth csc ctg cth deg dim exp hom ker lg ln
		log sec sin sinh sh sgn tan tanh tg th`
	limitFunctions = `plim det gcd inf lim max min Pr sup liminf limsup injlim projlim argmax argmin`
)

// signs gives what each command for a character or a function stands for.
var signs = sync.OnceValue(func() map[string]sign {
	m := make(map[string]sign, 600)
	add := func(pairs string, s sign) {
		for f := strings.Fields(pairs); len(f) > 1; f = f[2:] {
			s.text = f[1]
			m[f[0]] = s
		}
	}
	add(letterSigns, sign{letter: true})
	add(ordSigns, sign{})
	add(binSigns, sign{class: bin})
	add(relSigns, sign{class: rel})
	add(openSigns, sign{class: opening})
	add(closeSigns, sign{class: closing})
	add(punctSigns, sign{class: punct})
	add(sumSigns, sign{class: op, large: true, limits: movable})
	add(integralSigns, sign{class: op, large: true})
	add("smallint ∫", sign{class: op})
	for _, name := range strings.Fields("dots ldots cdots dotsc dotsb dotsm dotsi dotso mathellipsis ddots") {
		s := m[name]
		s.class = inner
		m[name] = s
	}
	return m
})

// words gives the functions that are written out.
var words = sync.OnceValue(func() map[string]sign {
	m := make(map[string]sign)
	for name := range strings.FieldsSeq(functions) {
		m[name] = sign{text: name, class: op}
	}
	for name := range strings.FieldsSeq(limitFunctions) {
		m[name] = sign{text: name, class: op, limits: movable}
	}
	for name, text := range map[string]string{
		"liminf": "lim\u2009inf", "limsup": "lim\u2009sup", "injlim": "inj\u2009lim", "projlim": "proj\u2009lim",
		"argmax": "arg\u2009max", "argmin": "arg\u2009min",
	} {
		m[name] = sign{text: text, class: op, limits: movable}
	}
	return m
})

// accentOf returns the combining character of an accent and whether it is as
// wide as what it stands on.
func accentOf(name string) (text string, wide, ok bool) {
	switch name {
	case "hat":
		return "\u0302", false, true
	case "widehat":
		return "\u0302", true, true
	case "check":
		return "\u030C", false, true
	case "widecheck":
		return "\u030C", true, true
	case "tilde":
		return "\u0303", false, true
	case "widetilde":
		return "\u0303", true, true
	case "acute":
		return "\u0301", false, true
	case "grave":
		return "\u0300", false, true
	case "dot":
		return "\u0307", false, true
	case "ddot":
		return "\u0308", false, true
	case "dddot":
		return "\u20DB", false, true
	case "ddddot":
		return "\u20DC", false, true
	case "breve":
		return "\u0306", false, true
	case "bar":
		return "\u0304", false, true
	case "vec":
		return "\u20D7", false, true
	case "mathring":
		return "\u030A", false, true
	}
	return "", false, false
}

// spaceOf gives the width in em of a spacing command.
func spaceOf(name string) (float64, bool) {
	switch name {
	case ",", "thinspace":
		return 3.0 / 18, true
	case ":", ">", "medspace":
		return 4.0 / 18, true
	case ";", "thickspace":
		return 5.0 / 18, true
	case "!", "negthinspace":
		return -3.0 / 18, true
	case "negmedspace":
		return -4.0 / 18, true
	case "negthickspace":
		return -5.0 / 18, true
	case " ", "\n", "\t", "\r", "\f", "\v", "nobreakspace", "space":
		return 0.25, true
	case "enspace", "enskip":
		return 0.5, true
	case "quad":
		return 1, true
	case "qquad":
		return 2, true
	}
	return 0, false
}

// charOf gives what a character typed as such stands for.
func charOf(r rune) sign {
	s := sign{text: string(r)}
	switch r {
	case '+', '±', '×', '÷', '·', '∗', '⋅', '∘', '∩', '∪', '∧', '∨', '⊕', '⊗':
		s.class = bin
	case '-', '−':
		s.text, s.class = "−", bin
	case '*':
		s.text, s.class = "∗", bin
	case '=', '<', '>', ':', '≤', '≥', '≠', '≈', '≡', '∼', '∈', '∉', '⊂', '⊆', '→', '←', '↔', '⇒', '⇐', '⇔', '↦', '∝':
		s.class = rel
	case '(', '[', '⟨', '⌊', '⌈':
		s.class = opening
	case ')', ']', '!', '?', '⟩', '⌋', '⌉':
		s.class = closing
	case ',', ';':
		s.class = punct
	case '`':
		s.text = "‘"
	case '∑', '∏', '⋃', '⋂':
		s.class, s.large, s.limits = op, true, movable
	case '∫', '∮', '∬', '∭':
		s.class, s.large = op, true
	default:
		if named, ok := typed()[r]; ok {
			return named
		}
		s.letter = isLetter(r)
	}
	return s
}

// typed gives what signs that are typed as they are stand for, where a command
// says that they are no letters.
var typed = sync.OnceValue(func() map[rune]sign {
	m := make(map[rune]sign)
	for _, s := range signs() {
		if r, n := utf8.DecodeRuneInString(s.text); n == len(s.text) && r >= utf8.RuneSelf && s.class != ord && s.class != inner {
			if has, ok := m[r]; !ok || s.class < has.class || s.class == has.class && s.large {
				m[r] = s
			}
		}
	}
	for _, s := range signs() { // what some command takes for a letter is one
		if s.class == ord {
			r, _ := utf8.DecodeRuneInString(s.text)
			delete(m, r)
		}
	}
	return m
})

// fenceOf gives the delimiter that a token names, "" for the empty one.
func fenceOf(tok string) (string, bool) {
	switch tok {
	case ".":
		return "", true
	case "(", ")", "[", "]", "|", "/":
		return tok, true
	case "<", `\lt`:
		return "⟨", true
	case ">", `\gt`:
		return "⟩", true
	case `\backslash`:
		return `\`, true
	case `\|`:
		return "‖", true
	}
	if name, ok := strings.CutPrefix(tok, `\`); ok {
		s := signs()[name]
		if s.class == opening || s.class == closing || name == "vert" || name == "Vert" ||
			strings.HasSuffix(name, "arrow") && strings.ContainsAny(s.text, "↑↓↕⇑⇓⇕") && s.text != "" {
			return s.text, true
		}
		return "", false
	}
	r, _ := utf8.DecodeRuneInString(tok)
	if strings.ContainsRune("⟨⟩⌊⌋⌈⌉‖⟦⟧", r) {
		return tok, true
	}
	return "", false
}
