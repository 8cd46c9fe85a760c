/// The part of TOML a configuration needs: tables, bare keys, strings on one line, whole numbers, comments.
/// Whatever else stands in a file is a mistake, with its line.
struct SettingsText {
    enum Value: Hashable {
        case text(String)
        case number(Int)
    }

    struct Setting: Hashable {
        var line: Int
        /// With its table: `limits.frame_bytes_max`.
        var name: String
        var value: Value
    }

    struct Mistake: Error, Hashable {
        var line: Int
        /// What was expected, and what stands there.
        var reason: String
    }

    let settings: [Setting]

    init(_ text: String) throws(Mistake) {
        var settings: [Setting] = []
        var table = ""
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, text) in lines.enumerated() {
            let line = Line(number: index + 1, text: text)
            switch try line.content() {
            case .nothing: break
            case .table(let name): table = name
            case .setting(let key, let value):
                let name = table.isEmpty ? key : "\(table).\(key)"
                if let first = settings.first(where: { $0.name == name }) {
                    throw Mistake(line: index + 1, reason: "\(name) stands on line \(first.line) already")
                }
                settings.append(Setting(line: index + 1, name: name, value: value))
            }
        }
        self.settings = settings
    }
}

private struct Line {
    let number: Int
    let text: Substring

    enum Content {
        case nothing
        case table(String)
        case setting(String, SettingsText.Value)
    }

    func content() throws(SettingsText.Mistake) -> Content {
        var rest = text.trimmed
        if rest.isEmpty || rest.first == "#" { return .nothing }
        if rest.first == "[" {
            let name = rest.dropFirst().prefix { $0 != "]" }
            rest = rest.dropFirst(name.count + 1)
            guard rest.first == "]", name.isBareKey else {
                throw mistake("expected a table such as [limits], found \(text.trimmed)")
            }
            try expectEnd(rest.dropFirst())
            return .table(String(name))
        }
        let key = rest.prefix { $0 != "=" }.trimmed
        guard let equals = rest.firstIndex(of: "="), key.isBareKey else {
            throw mistake("expected `name = value`, found \(rest)")
        }
        let value = rest[rest.index(after: equals)...].trimmed
        if let quote = value.first, quote == "\"" || quote == "'" {
            return .setting(String(key), .text(try string(value)))
        }
        let digits = value.prefix { $0 != "#" }.trimmed
        let isPlain = digits.allSatisfy { $0 == "_" || $0.isASCII && $0.isNumber } && digits.first != "_"
        guard isPlain, let number = Int(digits.filter { $0 != "_" }) else {
            throw mistake("\(key): expected a whole number or a text in quotes, found \(digits)")
        }
        return .setting(String(key), .number(number))
    }

    private func string(_ quoted: Substring) throws(SettingsText.Mistake) -> String {
        guard let quote = quoted.first else { return "" }
        var text = ""
        var rest = quoted.dropFirst()
        while let character = rest.popFirst(), character != quote {
            guard character == "\\", quote == "\"" else {
                text.append(character)
                continue
            }
            guard let escaped = rest.popFirst(), escaped == "\\" || escaped == "\"" else {
                throw mistake("a backslash stands before a quote or another backslash only")
            }
            text.append(escaped)
        }
        guard rest.startIndex > quoted.index(after: quoted.startIndex),
            quoted[..<rest.startIndex].last == quote
        else { throw mistake("the text does not end: \(quoted)") }
        try expectEnd(rest)
        return text
    }

    private func expectEnd(_ rest: Substring) throws(SettingsText.Mistake) {
        let rest = rest.trimmed
        guard rest.isEmpty || rest.first == "#" else { throw mistake("nothing is expected before \(rest)") }
    }

    private func mistake(_ reason: String) -> SettingsText.Mistake { .init(line: number, reason: reason) }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
        return self[..<end].drop { $0.isWhitespace }
    }

    fileprivate var isBareKey: Bool {
        !isEmpty && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }
}
