/// A QR code (ISO/IEC 18004) for a short text: versions 1 to 5, level L, bytes. Enough for a slip's address.
///
/// These versions have one block of error correction and one alignment pattern at most.
public struct QRCode: Hashable, Sendable {
    /// Modules on a side.
    public private(set) var size: Int
    private var dark: [Bool]
    /// Whether a module carries no data.
    private var isFixed: [Bool]

    /// Codewords of data and of error correction, by version.
    private static let versions = [(19, 7), (34, 10), (55, 15), (80, 20), (108, 26)]

    /// nil for a text over 106 bytes.
    public init?(_ text: String) {
        guard let code = Self(text, mask: nil) else { return nil }
        self = code
    }

    /// With a mask of one's own instead of the best one.
    init?(_ text: String, mask: Int?) {
        let bytes = Array(text.utf8)
        guard let index = Self.versions.firstIndex(where: { bytes.count <= $0.0 - 2 }) else { return nil }
        let (dataCount, checkCount) = Self.versions[index]
        size = 21 + 4 * index
        dark = Array(repeating: false, count: size * size)
        isFixed = dark
        drawPatterns(alignment: index == 0 ? nil : 4 * index + 14)
        let data = Self.codewords(bytes, count: dataCount)
        draw(data + ReedSolomon.remainder(of: data, count: checkCount))
        let masks = mask.map { [$0] } ?? Array(0..<8)
        let candidates = masks.map { masked($0) }
        guard let best = candidates.min(by: { $0.penalty < $1.penalty }) else { return nil }
        self = best
    }

    public func isDark(_ x: Int, _ y: Int) -> Bool {
        (0..<size).contains(x) && (0..<size).contains(y) && dark[y * size + x]
    }

    /// Two modules a character, with the quiet zone around: dark is ink.
    public var lines: [String] {
        stride(from: -4, to: size + 4, by: 2).map { y in
            (-4..<size + 4).map { x in
                switch (isDark(x, y), isDark(x, y + 1)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }.joined()
        }
    }

    /// The same lines to print: black on white on a terminal, whatever its colours; plain ink elsewhere.
    public func lines(onTerminal isTerminal: Bool) -> [String] {
        isTerminal ? lines.map { "\u{1B}[30;107m\($0)\u{1B}[0m" } : lines
    }

    // MARK: What carries no data

    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        isFixed[y * size + x] = true
    }

    private mutating func drawPatterns(alignment: Int?) {
        for index in 0..<size {
            fix(6, index, index.isMultiple(of: 2))
            fix(index, 6, index.isMultiple(of: 2))
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            for dy in -4...4 {
                for dx in -4...4 {
                    let ring = max(abs(dx), abs(dy))
                    fix(x + dx, y + dy, ring != 2 && ring != 4)
                }
            }
        }
        if let center = alignment {
            for dy in -2...2 {
                for dx in -2...2 { fix(center + dx, center + dy, max(abs(dx), abs(dy)) != 1) }
            }
        }
        drawFormat(mask: 0)
    }

    /// Level and mask, twice, with a check of their own.
    private mutating func drawFormat(mask: Int) {
        let data = 1 << 3 | mask
        var check = data
        for _ in 0..<10 { check = check << 1 ^ (check >> 9) * 0x537 }
        let bits = (data << 10 | check) ^ 0x5412
        let bit = { (index: Int) in bits >> index & 1 == 1 }
        for index in 0..<6 { fix(8, index, bit(index)) }
        fix(8, 7, bit(6))
        fix(8, 8, bit(7))
        fix(7, 8, bit(8))
        for index in 9..<15 { fix(14 - index, 8, bit(index)) }
        for index in 0..<8 { fix(size - 1 - index, 8, bit(index)) }
        for index in 8..<15 { fix(8, size - 15 + index, bit(index)) }
        fix(8, size - 8, true)
    }

    // MARK: Data

    /// Mode, length, bytes and padding.
    private static func codewords(_ bytes: [UInt8], count: Int) -> [UInt8] {
        var nibbles = [0b0100, bytes.count >> 4, bytes.count & 15].map { UInt8($0) }
        nibbles += bytes.flatMap { [$0 >> 4, $0 & 15] } + [0]
        var words = stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
        var isFirst = true
        while words.count < count {
            words.append(isFirst ? 0xec : 0x11)
            isFirst.toggle()
        }
        return words
    }

    /// Up and down in columns of two, from the right.
    private mutating func draw(_ words: [UInt8]) {
        var index = 0
        for right in [Int](stride(from: size - 1, to: 6, by: -2)) + [5, 3, 1] {
            for step in 0..<size {
                let y = (right + 1) & 2 == 0 ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y * size + x] && index < words.count * 8 {
                    dark[y * size + x] = words[index >> 3] >> (7 - index & 7) & 1 == 1
                    index += 1
                }
            }
        }
    }

    private func masked(_ mask: Int) -> QRCode {
        var code = self
        code.drawFormat(mask: mask)
        for y in 0..<size {
            for x in 0..<size where !isFixed[y * size + x] && Self.flips(mask, x, y) {
                code.dark[y * size + x].toggle()
            }
        }
        return code
    }

    private static func flips(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// How hard it is to read: runs, blocks, look-alikes of the corners, imbalance.
    private var penalty: Int {
        var sum = 0
        let corner = [true, false, true, true, true, false, true]
        let light = Array(repeating: false, count: 4)
        for y in 0..<size {
            for line in [(0..<size).map { isDark($0, y) }, (0..<size).map { isDark(y, $0) }] {
                for run in line.split(whereSeparator: { !$0 }) + line.split(whereSeparator: { $0 })
                where run.count >= 5 { sum += run.count - 2 }
                for start in 0...size - 11 {
                    let part = Array(line[start..<start + 11])
                    if part == corner + light || part == light + corner { sum += 40 }
                }
            }
        }
        for y in 1..<size {
            for x in 1..<size {
                let isBlock = [(x - 1, y), (x, y - 1), (x - 1, y - 1)].allSatisfy {
                    isDark($0.0, $0.1) == isDark(x, y)
                }
                if isBlock { sum += 3 }
            }
        }
        let share = dark.count { $0 } * 20 - dark.count * 10
        return sum + abs(share) / dark.count * 10
    }
}

/// Error correction over GF(256).
private enum ReedSolomon {
    static func remainder(of data: [UInt8], count: Int) -> [UInt8] {
        let divisor = generator(count)
        var rest = Array(repeating: UInt8(0), count: count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for index in rest.indices { rest[index] ^= product(divisor[index], factor) }
        }
        return rest
    }

    /// The product of (x - 2^i) for i below `count`, without its leading 1.
    private static func generator(_ count: Int) -> [UInt8] {
        var result = Array(repeating: UInt8(0), count: count - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            for index in 0..<count {
                result[index] = product(result[index], root) ^ (index + 1 < count ? result[index + 1] : 0)
            }
            root = product(root, 2)
        }
        return result
    }

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt8 = 0
        for bit in (0..<8).reversed() {
            result = result << 1 ^ (result >> 7) * 0x1d
            if right >> UInt8(bit) & 1 == 1 { result ^= left }
        }
        return result
    }
}
