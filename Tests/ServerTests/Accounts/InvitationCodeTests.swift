import Server
import Testing
import TestSupport

@Suite("Invitation codes")
struct InvitationCodeTests {
    private static func codes(_ count: Int) -> [InvitationCode] {
        var random = SeededGenerator(seed: 7)
        return (0..<count).map { _ in InvitationCode(random: &random) }
    }

    @Test("A printed code has ten characters and a check, grouped, without odd symbols")
    func shape() throws {
        for code in Self.codes(500) {
            #expect(
                code.shown.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]/)
                    != nil)
            #expect(InvitationCode(typed: code.shown) == code)
        }
    }

    @Test("Small letters, blanks, missing hyphens, O for 0 and I or L for 1 are read as meant")
    func lenient() {
        for code in Self.codes(100) {
            let plain = code.shown.replacing("-", with: "")
            let sloppy = code.shown.lowercased().replacing("0", with: "o").replacing("1", with: "l")
            #expect(InvitationCode(typed: plain) == code)
            #expect(InvitationCode(typed: " \(sloppy) ") == code)
            #expect(InvitationCode(typed: plain.replacing("1", with: "I").replacing("0", with: "O")) == code)
        }
    }

    @Test("One wrong character, and two exchanged neighbours, are noticed")
    func check() {
        var unnoticed: [String] = []
        for code in Self.codes(50) {
            let characters = Array(code.shown.replacing("-", with: ""))
            for index in characters.indices {
                for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where other != characters[index] {
                    var wrong = characters
                    wrong[index] = other
                    if InvitationCode(typed: String(wrong)) != nil { unnoticed.append(String(wrong)) }
                }
            }
            for index in characters.indices.dropLast() where characters[index] != characters[index + 1] {
                var wrong = characters
                wrong.swapAt(index, index + 1)
                if InvitationCode(typed: String(wrong)) != nil { unnoticed.append(String(wrong)) }
            }
        }
        #expect(unnoticed.isEmpty, "\(unnoticed.count) of them, such as \(unnoticed.first ?? "")")
    }

    @Test(
        "What is no code is none",
        arguments: ["", "-", "ABCDE", "ABCDE-FGHJK-MM", "ABCDE-FGHJU-M", "ÄBCDE-FGHJK-M", "🙂"])
    func nonsense(_ text: String) {
        #expect(InvitationCode(typed: text) == nil)
    }
}
