extension IntakeWords {
    static let indonesian: [Phrase: String] = [
        .title: "Sampaikan kepada komite pabrik Anda",
        .intro:
            "Untuk pekerja pabrik ini yang memegang slip. Tidak ada yang diberi tahu siapa Anda: "
            + "nama, akun, dan jam tidak disimpan.",
        .readers:
            "Siapa yang membaca kata-kata Anda: seluruh komite, yaitu wakil pekerja, wakil "
            + "manajemen, dan penasihat mereka. Hanya jika menyangkut pelecehan atau biaya "
            + "perekrutan, atau jika Anda memilih sesuatu pada “Apakah ini salah satunya?”, yang "
            + "membaca hanyalah beberapa orang dari kedua pihak yang menangani kasus seperti itu.",
        .notHidden:
            "Yang tidak dapat disembunyikan halaman ini: gaya tulis Anda, hal yang hanya Anda "
            + "ketahui, dan bahwa telepon ini memakai jaringan ini. Jika bisa, jangan pakai "
            + "jaringan pabrik.",
        .slip: "Kode pada slip",
        .about: "Tentang apa?",
        .grave: "Seberapa berat?",
        .concern: "Apakah ini salah satunya?",
        .grounds: "Apakah ada yang dalam bahaya besar?",
        .none: "tidak",
        .words: "Apa yang terjadi?",
        .send: "Kirim",
        .followTitle: "Baca jawaban",
        .code: "Kode kasus Anda",
        .look: "Lihat",
        .more: "Tambahkan sesuatu",
        .add: "Tambah",
        .solved: "Sudah selesai",
        .notSolved: "Belum selesai",
        .takeBack: "Tarik kembali",
        .answers: "Yang dijawab",
        .noAnswer: "Belum ada.",
        .taken: "Kata-kata Anda sudah diterima.",
        .keepCode: "Simpan kode ini di kertas. Dengan kode ini Anda membaca jawaban dan menambah:",
        .waiting: "Kata-kata Anda sedang disampaikan; pembacanya menerima setelah hari berakhir.",
        .done: "Dicatat. Pembaca menerimanya setelah hari berakhir.",
        .refused:
            "Kode ini tidak diterima. Mungkin salah ketik, sudah dipakai, atau bukan dari pabrik "
            + "ini. Cocokkan dengan slip, atau minta yang baru dari pihak pekerja.",
        .unknownCode: "Tidak ada kasus dengan kode ini. Cocokkan dengan catatan Anda.",
        .tooLong: "Terlalu panjang. Persingkat dan kirim lagi; slip Anda masih berlaku.",
        .notText: "Hanya tulisan yang dapat dikirim, bukan gambar atau berkas. Slip Anda masih berlaku.",
        .incomplete:
            "Sebutkan tentang apa, seberapa berat, dan apa yang terjadi. Slip Anda masih "
            + "berlaku.",
        .later: "Tadi tidak berhasil. Coba lagi nanti; tidak ada yang hilang.",
        .stateNew: "Belum dibaca",
        .stateWorked: "Sedang ditangani",
        .stateResolved: "Dikatakan selesai; beri tahu apakah benar",
        .stateClosed: "Ditutup",
        .slipUse: "Berlaku sekali untuk satu laporan. Minta lagi bila perlu.",
        .wages: "Upah",
        .workingTime: "Jam kerja",
        .safety: "Keselamatan",
        .heat: "Panas",
        .welfare: "Toilet, air, istirahat",
        .food: "Makanan",
        .dormitory: "Asrama",
        .harassment: "Pelecehan",
        .discrimination: "Diskriminasi",
        .representation: "Serikat dan wakil",
        .discipline: "Hukuman",
        .contract: "Kontrak",
        .recruitmentFees: "Biaya perekrutan",
        .attendance: "Kehadiran dan cuti",
        .other: "Lainnya",
        .critical: "Bahaya, segera",
        .high: "Berat",
        .medium: "Sedang",
        .low: "Ringan",
        .retaliation: "Balas dendam karena bersuara",
        .childLabour: "Ada anak bekerja",
        .forcedLabour: "Ada yang dipaksa bekerja",
        .violence: "Kekerasan",
        .imminentDanger: "Bahaya bagi nyawa",
    ]
}
