package svg

import "strings"

// set makes one of the words of a text.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// elements are those of SVG that are known; all others are refused.
var elements = func() map[string]kind {
	m := map[string]kind{}
	for name := range set(`svg g defs symbol use a switch title desc style view
		path rect circle ellipse line polyline polygon image
		text tspan textPath tref
		linearGradient radialGradient stop pattern marker clipPath mask
		filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
		feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
		feSpecularLighting feSpotLight feTile feTurbulence
		animate animateColor animateMotion animateTransform set mpath`) {
		m[name] = kept
	}
	// These no browser draws, or they only tell about the drawing.
	for name := range set(`metadata flowRoot flowRegion flowRegionExclude flowPara flowSpan flowLine flowDiv
		font font-face font-face-src font-face-name font-face-format glyph missing-glyph hkern vkern altGlyph altGlyphDef altGlyphItem glyphRef
		hatch hatchpath hatchPath mesh meshgradient meshpatch meshrow meshGradient meshPatch meshRow solidcolor solidColor color-profile`) {
		m[name] = dropped
	}
	return m
}()

// worded are the elements whose text is more than blanks between others.
var worded = set("text tspan textPath tref title desc a")

// shapes are the elements that are drawn, so that a rule of a style sheet may
// have them drawn with something else.
var shapes = set("svg g symbol use a switch path rect circle ellipse line polyline polygon image text tspan textPath tref marker pattern mask clipPath")

// presentation are the attributes that style sheets may give as well. What they
// refer to is looked at.
var presentation = set(`alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
	color-rendering cursor direction display dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color flood-opacity
	font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-horizontal
	glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color marker marker-end marker-mid marker-start mask
	mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray
	stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
	text-overflow text-rendering transform transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode
	filterRes line-height shape-inside shape-margin shape-padding font-feature-settings font-kerning font-variant-caps font-variant-ligatures
	font-variant-numeric font-variant-position font-variant-east-asian font-variation-settings text-align text-indent text-transform text-orientation`)

// geometry are the attributes that hold numbers, names of parts of the drawing
// and the like, which refer to nothing.
var geometry = set(`accumulate additive amplitude attributeType azimuth baseFrequency begin bias by calcMode class clipPathUnits cx cy d
	diffuseConstant divisor dur dx dy edgeMode elevation end exponent filterUnits fr from fx fy gradientTransform gradientUnits height id in
	in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lang lengthAdjust limitingConeAngle markerHeight
	markerUnits markerWidth maskContentUnits maskUnits max media method min mode numOctaves offset operator order orient origin path pathLength
	patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r
	radius refX refY repeatCount repeatDur requiredFeatures restart result rotate rx ry scale seed side spacing specularConstant
	specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale systemLanguage tabindex tableValues targetX targetY
	textLength to type values viewBox viewTarget width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan role
	aria-label aria-labelledby aria-describedby aria-hidden`)

// functions are those that values of style may call; all others are refused,
// since some fetch what they name.
var functions = set(`url rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color icc-named-color var calc min max clamp
	matrix matrix3d translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate rotatex rotatey rotatez
	rotate3d skew skewx skewy perspective cubic-bezier steps linear blur drop-shadow brightness contrast grayscale hue-rotate invert opacity
	saturate sepia polygon circle ellipse inset rect path format local tech not is where has lang dir nth-child nth-last-child nth-of-type
	nth-last-of-type light-dark accesskey wallclock linear-gradient radial-gradient and or`)

// required are the attributes that the standard of books asks for, as they are
// understood where they are missing.
var required = map[string][]attribute{
	"rect":     {{"width", "0"}, {"height", "0"}},
	"circle":   {{"r", "0"}},
	"ellipse":  {{"rx", "0"}, {"ry", "0"}},
	"path":     {{"d", ""}},
	"polygon":  {{"points", ""}},
	"polyline": {{"points", ""}},
	"stop":     {{"offset", "0"}},
}
