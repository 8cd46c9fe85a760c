extension Engine {
    /// Follows `YText#insert` and `insertText` in Yjs 13.6.
    mutating func insert(
        _ content: Content, at index: Int, attributes: Attributes?, in text: TypeIndex
    ) {
        var position = position(at: index, in: text)
        var wanted = attributes ?? position.attributes
        for key in position.attributes.keys where wanted[key] == nil { wanted[key] = .null }
        skipFormats(equalTo: wanted, &position)
        let negated = insertFormats(wanted, at: &position, in: text)
        position.right = write(content, after: position.left, before: position.right, in: text)
        forward(&position)
        insertNegated(negated, at: &position, in: text)
    }

    /// Follows `YText#format` and `formatText` in Yjs 13.6; beyond the end it fills with line feeds.
    mutating func format(at index: Int, count: Int, attributes: Attributes, in text: TypeIndex) {
        var position = position(at: index, in: text)
        guard position.right.isSome else { return }
        skipFormats(equalTo: attributes, &position)
        var negated = insertFormats(attributes, at: &position, in: text)
        var rest = count
        while position.right.isSome {
            let item = items[position.right]
            let isFormat = item.content.kind == .format
            guard rest > 0 || (!negated.isEmpty && (item.isDeleted || isFormat)) else { break }
            if !item.isDeleted {
                if let (key, value) = contents.format(of: item) {
                    if let wanted = attributes[key] {
                        if wanted == value {
                            negated[key] = nil
                        } else {
                            if rest == 0 { break }
                            negated[key] = value
                        }
                        delete(position.right)
                    }
                } else {
                    rest -= cutAndCount(position.right, at: rest)
                }
            }
            forward(&position)
        }
        if rest > 0 {
            let filler = Content.string(Array(repeating: 0x0A, count: rest))
            position.right = write(filler, after: position.left, before: position.right, in: text)
            forward(&position)
        }
        insertNegated(negated, at: &position, in: text)
    }

    /// Deletes elements of a text or a list, and the formats that are left around nothing. Follows
    /// `deleteText` in Yjs 13.6.
    mutating func deleteText(at index: Int, count: Int, in text: TypeIndex) {
        guard types[text].hasFormats else {
            deleteElements(at: index, count: count, in: text)
            return
        }
        var position = position(at: index, in: text)
        let before = position.attributes
        let start = position.right
        var rest = count
        while rest > 0, position.right.isSome {
            let counted = cutAndCount(position.right, at: rest)
            if counted > 0 { delete(position.right) }
            rest -= counted
            forward(&position)
        }
        if start.isSome { cleanGap(from: start, before: before) }
    }

    // MARK: Formats

    /// Yjs: `minimizeAttributeChanges`.
    private func skipFormats(equalTo wanted: Attributes, _ position: inout TextPosition) {
        while position.right.isSome {
            let item = items[position.right]
            if !item.isDeleted {
                guard let (key, value) = contents.format(of: item), (wanted[key] ?? .null) == value else {
                    return
                }
            }
            forward(&position)
        }
    }

    /// Writes the formats that differ; returns what has to be restored behind. Yjs: `insertAttributes`.
    private mutating func insertFormats(
        _ wanted: Attributes, at position: inout TextPosition, in text: TypeIndex
    ) -> Attributes {
        var negated: Attributes = [:]
        for (key, value) in wanted.sorted(by: { $0.key < $1.key }) {
            let current = position.value(key)
            guard current != value else { continue }
            negated[key] = current
            position.right = write(
                .format(key: key, value: value), after: position.left, before: position.right, in: text)
            forward(&position)
        }
        return negated
    }

    /// Yjs: `insertNegatedAttributes`.
    private mutating func insertNegated(
        _ negated: Attributes, at position: inout TextPosition, in text: TypeIndex
    ) {
        var rest = negated
        while position.right.isSome {
            let item = items[position.right]
            if !item.isDeleted {
                guard let (key, value) = contents.format(of: item), rest[key] == value else { break }
                rest[key] = nil
            }
            forward(&position)
        }
        for (key, value) in rest.sorted(by: { $0.key < $1.key }) {
            position.right = write(
                .format(key: key, value: value), after: position.left, before: position.right, in: text)
            forward(&position)
        }
    }

    /// Deletes the formats of a gap that say nothing any more. Follows `cleanupFormattingGap` in Yjs 13.6.
    private mutating func cleanGap(
        from start: ItemIndex, before: Attributes
    ) {
        var end = start
        var last: [String: ItemIndex] = [:]
        while end.isSome {
            let item = items[end]
            if item.isVisible { break }
            if !item.isDeleted, let (key, _) = contents.format(of: item) { last[key] = end }
            end = item.right
        }
        var next = start
        while next != end {
            let item = items[next]
            if !item.isDeleted, let (key, value) = contents.format(of: item),
                last[key] != next || (before[key] ?? .null) == value
            {
                delete(next)
            }
            next = item.right
        }
    }
}
