/// How a cell looks. Colour is never the only sign: what matters is also bold, dim or reversed.
public struct Style: Hashable, Sendable {
    public enum Colour: Hashable, Sendable {
        /// 0 to 7, and 8 to 15 for the bright ones: the person's own palette.
        case ansi(UInt8)
        /// One of xterm's 256.
        case indexed(UInt8)
    }

    public var foreground: Colour?
    public var background: Colour?
    public var isBold = false
    public var isDim = false
    public var isReverse = false
    public var isUnderlined = false

    public init() {}

    public static let plain = Style()
    public static let bold = Style { $0.isBold = true }
    public static let dim = Style { $0.isDim = true }
    public static let reverse = Style { $0.isReverse = true }

    public init(_ change: (inout Style) -> Void) {
        change(&self)
    }

    /// This style with something changed.
    public func with(_ change: (inout Style) -> Void) -> Style {
        var style = self
        change(&style)
        return style
    }
}

/// Which colours the terminal is sent.
public enum ColourDepth: Hashable, Sendable {
    /// `NO_COLOR` is set: bold, dim and reverse only.
    case none
    case sixteen
    case manyColours

    /// As the environment says: <https://no-color.org>, then `TERM`.
    public init(environment: [String: String]) {
        let terminal = environment["TERM"] ?? ""
        if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false || terminal == "dumb" {
            self = .none
        } else {
            self = terminal.contains("256") ? .manyColours : .sixteen
        }
    }
}

extension Style {
    /// The whole SGR sequence, starting from a reset.
    func sequence(_ depth: ColourDepth) -> String {
        var codes = "0"
        if isBold { codes += ";1" }
        if isDim { codes += ";2" }
        if isUnderlined { codes += ";4" }
        if isReverse { codes += ";7" }
        codes += foreground.flatMap { Self.code($0, base: 30, depth) } ?? ""
        codes += background.flatMap { Self.code($0, base: 40, depth) } ?? ""
        return "\u{1B}[\(codes)m"
    }

    private static func code(_ colour: Colour, base: Int, _ depth: ColourDepth) -> String? {
        switch (colour, depth) {
        case (_, .none), (.indexed, .sixteen): nil
        case (.ansi(let number), _) where number < 8: ";\(base + Int(number))"
        case (.ansi(let number), _): ";\(base + 60 + Int(number & 7))"
        case (.indexed(let number), .manyColours): ";\(base + 8);5;\(number)"
        }
    }
}
