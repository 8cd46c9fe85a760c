import Committee
import Crypto
import Foundation
import GRDB

/// The tables of `accounts.sqlite`, format 2, and the statements on them.
extension AccountStore {
    static let format = 2
    static let tokenPrefix = "bpt_"
    /// The prefix and 43 characters of base64url.
    static let tokenLength = 47

    static func makeTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE members (
                    committee TEXT NOT NULL, member TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
                    is_handler INTEGER NOT NULL, PRIMARY KEY (committee, member)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE invitations (
                    code BLOB PRIMARY KEY, committee TEXT NOT NULL, member TEXT NOT NULL,
                    created INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE keys (
                    committee TEXT NOT NULL, member TEXT NOT NULL, public_key BLOB NOT NULL,
                    registered INTEGER NOT NULL, PRIMARY KEY (committee, member)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE tokens (
                    hash BLOB PRIMARY KEY, committee TEXT NOT NULL, member TEXT NOT NULL,
                    expires INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX tokens_of_member ON tokens (committee, member);
                """)
    }

    /// Format 1 kept codes as SHA-256 only.
    static func keyCodes(with key: SymmetricKey, _ db: Database) throws {
        for old in try Data.fetchAll(db, sql: "SELECT code FROM invitations") {
            try db.execute(
                sql: "UPDATE invitations SET code = ? WHERE code = ?",
                arguments: [keyed(old, with: key), old])
        }
    }

    static func committees(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT DISTINCT committee FROM members ORDER BY committee")
    }

    static func members(of committee: String, _ db: Database) throws -> [Participant] {
        let rows = try GRDB.Row.fetchAll(
            db, sql: "SELECT * FROM members WHERE committee = ? ORDER BY member", arguments: [committee])
        guard !rows.isEmpty else {
            throw AccountFailure.unknownCommittee(committee, known: try committees(db))
        }
        return rows.compactMap(Participant.init(row:))
    }

    static func participant(_ member: String, of committee: String, _ db: Database) throws -> Participant {
        let members = try members(of: committee, db)
        guard let participant = members.first(where: { $0.id == member }) else {
            throw AccountFailure.unknownMember(member, committee: committee, known: members.map(\.id))
        }
        return participant
    }

    static func keys(of committee: String, _ db: Database) throws -> [AccountKey] {
        try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT members.*, public_key FROM keys JOIN members USING (committee, member)
                WHERE committee = ? ORDER BY member
                """, arguments: [committee]
        ).compactMap { row in
            Participant(row: row).map {
                AccountKey(participant: $0, publicKey: Array(row["public_key"] as Data))
            }
        }
    }

    /// Marks the code with this hash as used and says whose it was, or which of the three is wrong with it.
    static func useInvitation(
        _ hash: Data, now: UnixTime, _ db: Database
    ) throws -> (committee: String, Participant) {
        let row = try GRDB.Row.fetchOne(
            db,
            sql: """
                SELECT members.*, expires, used FROM invitations JOIN members USING (committee, member)
                WHERE code = ?
                """, arguments: [hash])
        guard let row, let participant = Participant(row: row) else { throw JoinFailure.unknown }
        guard row["used"] == nil else { throw JoinFailure.used }
        guard row["expires"] > now else { throw JoinFailure.expired }
        try db.execute(sql: "UPDATE invitations SET used = ? WHERE code = ?", arguments: [now, hash])
        return (row["committee"], participant)
    }

    /// How long a token that ran out is kept: a clock that is ahead for an hour takes none away for good.
    private static let graceSeconds = 400 * 86_400

    /// Keeps a fresh token's hash; tokens that ran out long ago are forgotten on the way.
    static func issueToken(
        member: String, of committee: String, expires: UnixTime, now: UnixTime, _ db: Database
    ) throws -> IssuedToken {
        let token = tokenPrefix + randomText()
        try db.execute(sql: "DELETE FROM tokens WHERE expires <= ?", arguments: [now - graceSeconds])
        try db.execute(
            sql: "INSERT INTO tokens (hash, committee, member, expires) VALUES (?, ?, ?, ?)",
            arguments: [hash(token), committee, member, expires])
        return IssuedToken(token: token, expires: expires)
    }

    static func revokeTokens(of member: String, in committee: String, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE tokens SET revoked = 1 WHERE committee = ? AND member = ?",
            arguments: [committee, member])
    }

    static func revoke(
        _ participant: Participant, of committee: String, now: UnixTime, _ db: Database
    ) throws -> Revocation {
        let who: StatementArguments = [committee, participant.id]
        func count(_ table: String, _ isGood: String = "TRUE") throws -> Int {
            try Int.fetchOne(
                db, sql: "SELECT COUNT(*) FROM \(table) WHERE committee = ? AND member = ? AND \(isGood)",
                arguments: who) ?? 0
        }
        let revocation = Revocation(
            participant: participant, hadKey: try count("keys") > 0,
            tokens: try count("tokens", "expires > \(now) AND NOT revoked"),
            codes: try count("invitations", "expires > \(now) AND used IS NULL"))
        try revokeTokens(of: participant.id, in: committee, db)
        try db.execute(sql: "DELETE FROM keys WHERE committee = ? AND member = ?", arguments: who)
        try voidCodes(of: participant.id, in: committee, db)
        return revocation
    }

    /// Codes that were not used yet.
    static func voidCodes(of member: String, in committee: String, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM invitations WHERE committee = ? AND member = ? AND used IS NULL",
            arguments: [committee, member])
    }

    static func hash(_ secret: String) -> Data {
        Data(SHA256.hash(data: Data(secret.utf8)))
    }

    /// What is kept of a code, of its SHA-256.
    static func keyed(_ hash: Data, with key: SymmetricKey) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: hash, using: key))
    }

    /// 32 random bytes as base64url without padding.
    static func randomText() -> String {
        let bytes = unsafe SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Data($0) }
        return bytes.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension Participant {
    /// A row of `members`; nil if its role is none this version knows.
    init?(row: GRDB.Row) {
        guard let role = Role(rawValue: row["role"]) else { return nil }
        self.init(id: row["member"], name: row["name"], role: role, isHandler: row["is_handler"])
    }
}
