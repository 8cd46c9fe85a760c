extension Doc {
    /// Name of an XML element or hook; nil for any other type. Yjs: `nodeName`, `hookName`.
    public func nodeName(of type: TypeID) -> String? { engine.nodeName(of: type) }

    /// Entries of a map or attributes of a text or an element. Yjs: `getAttributes`.
    public func attributes(of type: TypeID) -> [String: Value] {
        var found: [String: Value] = [:]
        for key in engine.keys(of: type) { found[key] = engine.value(key, in: type) }
        return found
    }

    /// An XML type as text, attributes sorted. Yjs: `toString` of `YXmlFragment`, `YXmlElement`, `YXmlText`.
    ///
    /// As in Yjs nothing is escaped: it is for reading and comparing, not for a browser.
    public func xmlString(_ type: TypeID) -> String { engine.xmlString(type) }
}

extension Engine {
    func nodeName(of type: TypeID) -> String? {
        guard let record = record(type), record.kind == .xmlElement || record.kind == .xmlHook else {
            return nil
        }
        return keys[record.name]
    }

    /// Recursion is bounded: what nests deeper than 200 is left out.
    func xmlString(_ type: TypeID, depth: Int = 0) -> String {
        guard depth < 200, let record = record(type), !isGone(type) else { return "" }
        switch record.kind {
        case .xmlText: return formatted(type)
        case .xmlElement:
            let name = keys[record.name].lowercased()
            let attributes = keys(of: type).map { key in
                " \(key)=\"\(value(key, in: type).map { Self.scriptText($0) } ?? "")\""
            }
            return "<\(name)\(attributes.joined())>\(children(type, depth))</\(name)>"
        case .xmlHook: return "[object Object]"
        default: return children(type, depth)
        }
    }

    private func children(_ type: TypeID, _ depth: Int) -> String {
        values(type).map { value in
            if case .type(let child, _) = value {
                xmlString(child, depth: depth + 1)
            } else {
                Self.scriptText(value)
            }
        }.joined()
    }

    /// Runs with formats, each format an element around its run.
    private func formatted(_ text: TypeID) -> String {
        delta(text).operations.map { operation in
            let (inserted, attributes): (String, Attributes) =
                switch operation {
                case .insert(let string, let attributes): (string, attributes)
                case .insertValues(let values, let attributes):
                    (values.map { Self.scriptText($0) }.joined(), attributes)
                case .retain, .delete: ("", [:])
                }
            let names = attributes.keys.sorted()
            let opening = names.map { "<\($0)\(Self.attributes(in: attributes[$0] ?? .null))>" }.joined()
            return opening + inserted + names.reversed().map { "</\($0)>" }.joined()
        }.joined()
    }

    private static func attributes(in format: AnyValue) -> String {
        let members = members(of: format).sorted { $0.key < $1.key }
        return members.map { " \($0.key)=\"\(scriptText($0.value))\"" }.joined()
    }

    /// What `for (key in value)` finds in JavaScript: of a string its units.
    private static func members(of format: AnyValue) -> [AnyValue.Member] {
        if case .object(let members) = format { return members }
        let elements: [AnyValue] =
            switch format {
            case .array(let values): values
            case .string(let string):
                string.utf16.map { .string(String(decoding: [$0], as: UTF16.self)) }
            default: []
            }
        return elements.enumerated().map { AnyValue.Member(String($0.offset), $0.element) }
    }

    private static func scriptText(_ value: Value) -> String {
        if case .any(let value) = value { scriptText(value) } else { "[object Object]" }
    }

    /// A value as JavaScript puts it into a string.
    private static func scriptText(_ value: AnyValue) -> String {
        switch value {
        case .string(let string): string
        case .undefined: "undefined"
        case .array(let values): values.map { scriptText($0) }.joined(separator: ",")
        case .object: "[object Object]"
        default: value.json
        }
    }
}
