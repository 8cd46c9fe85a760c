import Testing

@testable import Committee

@Suite("Letters that look like others")
struct LookAlikeTests {
    @Test(
        "A word of two scripts whose letters look alike is found",
        arguments: [
            "\u{430}dmin", "Exit d\u{43E}or", "S\u{430}m", "\u{3A1}lan", "p\u{585}st",
        ])
    func mixed(text: String) { #expect(!LookAlikes.areAbsent(from: text)) }

    @Test(
        "Words of one script, units and two scripts side by side are none",
        arguments: [
            "Sam", "Хива 2 line", "5 kΩ", "ISO-9001 бўлими", "Ελλάδα EU", "জরুরি দরজা exit", "安全 exit",
            "Nguyễn Thị Hòa", "",
        ])
    func honest(text: String) { #expect(LookAlikes.areAbsent(from: text)) }

    @Test("Names that look the same have one skeleton")
    func skeletons() {
        let name = LookAlikes.skeleton(of: "Sara Khan")
        for other in ["S\u{430}ra Khan", "SARA  khan", "Sara\u{200B} Khan", "\u{FF33}ara Khan"] {
            #expect(LookAlikes.skeleton(of: other) == name, "\(other)")
        }
        #expect(LookAlikes.skeleton(of: "Al1") == LookAlikes.skeleton(of: "AlI"))
        #expect(LookAlikes.skeleton(of: "Sara Kahn") != name)
    }
}
