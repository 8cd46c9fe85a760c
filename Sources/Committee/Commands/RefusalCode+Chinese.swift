extension RefusalCode {
    static let chinese: [RefusalCode: RefusalSentences] = [
        .commandUnreadable: .init("无法读取该命令：{member} 不符合要求（{expected}）。", "请更正后重新发送。"),
        .commandUnknown: .init("服务器没有这个命令。", "请检查名称，或升级服务器。"),
        .notFound: .init("没有这个名称的内容。", "请检查名称；列表中可以看到现有内容。"),
        .notPermitted: .init("您的角色不能执行此操作。", "请由有此权限的成员来做；角色说明中有列出。"),
        .valueInvalid: .init("{field} 的值不符合要求（{expected}）。", "请选择符合要求的值再试。"),
        .idUsed: .init("该命令的编号已用于另一个命令。", "请换一个新编号重新发送。"),
        .alreadySigned: .init("您已经签署过。", "如要改变签署内容，请先撤回签名。"),
        .compositionBroken: .init("委员会的组成不符合规定：{finding}。", "阅读和编辑照常；席位补齐后再签署。"),
        .digestChanged: .init("您签署的内容已有改动：{rows}。", "请先查看改动，再签署现有内容。"),
        .keyMissing: .init("此处没有登记您的密钥。", "请用本方发的邀请码加入，之后即可签署。"),
        .leafUnreadable: .init("无法签署：{fields} 不能让所有人同样阅读。", "请重新填写这些内容，再签署。"),
        .nothingToSign: .init("这里没有需要签署的内容。", "已生效且未改动的内容无需再签。"),
        .nothingToWithdraw: .init("这里没有可以撤回的签名。", "已生效的内容在双方签署下一版之前一直有效。"),
        .signatureInvalid: .init("签名与文本或您的密钥不符。", "请在存有密钥的设备上重新签署；如仍失败，请向本方索取新邀请码。"),
        .tooLongToSign: .init("内容过长，无法一次签署。", "请缩短文字，或逐项签署。"),
    ]
}
