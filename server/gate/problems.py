"""
Every refusal a person can meet: its code, a sentence, and what to do next, in Indonesian and English.

The one place where codes become words. A code that is raised anywhere and missing here fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter

from server.look.words import Language, clock, weekday_date
from server.protocol import Problem
from server.queue.command import Refusal

#: code → ((sentence id, next id), (sentence en, next en)); {blanks} are filled from the refusal's facts.
PROBLEMS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "absence_time": (
        ("Sampai kapan belum jelas.", "Pilih waktu yang akan datang, pada hari kerja."),
        ("It is not clear until when.", "Choose a time to come, on a working day."),
    ),
    "already_ready": (
        ("Dokumen {number} sudah siap.", "Serahkan dulu, lalu ambil nomor baru."),
        ("The document of {number} is ready already.", "Hand it over first, then take a new number."),
    ),
    "register_in_use": (
        ("Buku {book} sudah berisi nomor.", "Buku yang berisi nomor tidak dihapus; pilih buku lain untuk barisnya."),
        ("The book {book} holds numbers already.", "A book with numbers is kept; choose another book for its rows."),
    ),
    "already_called": (
        ("{number} sudah dipanggil atau sedang dilayani.", "Sampaikan kepada petugas di loket."),
        ("{number} was called already.", "Tell the clerk at the counter."),
    ),
    "begun_already": (
        ("{number} sudah mulai dikerjakan.", "Catat sebagai warga batal, atau selesaikan."),
        ("Work on {number} has begun already.", "Record that the visitor withdraws, or finish it."),
    ),
    "answer_needed": (
        ("Jawaban untuk {number} belum ditulis.", "Tulis jawabannya, lalu selesaikan."),
        ("No answer to {number} was written yet.", "Write the answer, then finish."),
    ),
    "call_again_first": (
        ("{number} baru dipanggil {calls} kali.", "Panggil ulang sampai tiga kali sebelum mencatat tidak hadir."),
        ("{number} was called only {calls} times.", "Call up to three times before marking a no-show."),
    ),
    "call_first": (
        ("{number} belum dipanggil.", "Panggil dulu, lalu mulai."),
        ("{number} was not called yet.", "Call first, then start."),
    ),
    "being_served": (
        ("{number} sedang ditangani petugas.", "Tanyakan petugas di loket."),
        ("{number} is with a clerk now.", "Ask the clerk at the counter."),
    ),
    "called_now": (
        ("{number} sedang dipanggil ke loket {plate}.", "Silakan langsung ke loket {plate}."),
        ("{number} is being called to counter {plate}.", "Please go to counter {plate}."),
    ),
    "code_unknown": (
        ("Kode itu tidak ditemukan.", "Periksa delapan angka pada karcis, atau tanyakan petugas."),
        ("That code was not found.", "Check the eight digits on the slip, or ask a clerk."),
    ),
    "identity_first": (
        ("Identitas pemilik berkas {number} belum diperiksa.", "Cocokkan dengan berkas kertasnya, beri tanda, lalu cetak."),
        ("The identity of the owner of {number} was not checked.", "Compare with the paper file, tick it, then print."),
    ),
    "no_such_paper": (
        ("Kertas itu tidak ada untuk {number} sekarang.", "Lihat keadaan berkasnya, lalu pilih lagi."),
        ("There is no such paper for {number} now.", "Look at the file's state and choose again."),
    ),
    "in_line_already": (
        ("{number} masih dalam antrean.", "Silakan tunggu sampai nomor itu dipanggil."),
        ("{number} is still in line.", "Please wait until that number is called."),
    ),
    "number_missed": (
        ("{number} sudah dipanggil dan terlewat.", "Lapor ke petugas untuk kembali ke antrean."),
        ("{number} was called and missed.", "Tell a clerk to get back into the line."),
    ),
    "still_in_work": (
        ("Berkas {number} masih dikerjakan.", "Nomor dipanggil bila sudah siap. Tanyakan petugas bila perlu."),
        ("The file of {number} is still being worked on.", "The number is called when it is ready. Ask a clerk if need be."),
    ),
    "still_outside": (
        ("Berkas {number} masih diproses, dijanjikan {day}.", "Kembali pada tanggal itu, atau tanyakan petugas."),
        ("The file of {number} is still in work, promised for {day}.", "Come back on that day, or ask a clerk."),
    ),
    "ticket_cancelled": (
        ("Antrean dengan kode ini sudah dibatalkan.", "Ambil nomor baru bila masih perlu."),
        ("The ticket with this code was cancelled.", "Take a new number if you still need one."),
    ),
    "ticket_expired": (
        ("Batas waktu melengkapi berkas ini sudah lewat.", "Ambil nomor baru, bawa semua berkas."),
        ("The time to complete this file is over.", "Take a new number and bring all papers."),
    ),
    "ticket_missed": (
        ("Nomor dengan kode ini dulu terlewat dan sudah berakhir.", "Ambil nomor baru."),
        ("The number with this code was missed then and is over.", "Take a new number."),
    ),
    "ticket_finished": (
        ("Layanan dengan kode ini sudah selesai.", "Ambil nomor baru untuk keperluan lain."),
        ("The service with this code is finished.", "Take a new number for anything else."),
    ),
    "called_elsewhere": (
        ("{number} sedang dipanggil loket lain.", "Pilih nomor lain."),
        ("{number} is called to another counter.", "Choose another number."),
    ),
    "called_enough": (
        ("{number} sudah dipanggil tiga kali.", "Mulai layani, atau catat tidak hadir."),
        ("{number} was called three times already.", "Start, or mark as no-show."),
    ),
    "channel_unknown": (
        ("Saluran {channel} tidak ada di daftar.", "Pilih saluran dari daftar."),
        ("The channel {channel} is not on the list.", "Choose a channel from the list."),
    ),
    "class_unknown": (
        ("Klasifikasi {classed} tidak ada di daftar.", "Pilih klasifikasi dari daftar."),
        ("The class {classed} is not on the list.", "Choose a class from the list."),
    ),
    "codes_exhausted": (
        ("Kode karcis sedang tidak bisa dibuat.", "Coba sekali lagi."),
        ("No ticket code could be made just now.", "Try once more."),
    ),
    "colleagues_sitting": (
        ("{number} ada di loket {counter}, di tangan petugas lain.", "Ambil alih loketnya bila petugas itu pergi."),
        ("{number} is at counter {counter}, with a colleague.", "Take the counter over if that clerk has left."),
    ),
    "counter_busy": (
        ("Loket {counter} masih melayani {number}.", "Selesaikan, tunda, atau alihkan dulu."),
        ("Counter {counter} is still busy with {number}.", "Finish, hold or transfer it first."),
    ),
    "counter_closed": (
        ("Loket {counter} belum dibuka.", "Buka loket dulu."),
        ("Counter {counter} is not open.", "Open the counter first."),
    ),
    "counter_needed": (
        ("Loket belum disebut.", "Buka loket, lalu panggil dari sana."),
        ("No counter was named.", "Open a counter and call from there."),
    ),
    "counter_paused": (
        ("Loket {counter} sedang istirahat.", "Buka lagi loketnya."),
        ("Counter {counter} is paused.", "Open it again."),
    ),
    "counter_taken": (
        ("Loket {counter} sedang dipakai petugas lain.", "Pilih loket lain, atau ambil alih bila petugas itu pergi."),
        ("Another clerk sits at counter {counter}.", "Choose another counter, or take it over if that clerk has left."),
    ),
    "counter_unknown": (
        ("Loket {counter} tidak ada di kantor ini.", "Pilih loket dari daftar."),
        ("There is no counter {counter} in this office.", "Choose a counter from the list."),
    ),
    "day_hours_needed": (
        ("Jam buka {date} belum diisi.", "Isi jam buka dan tutup hari itu, misalnya 08:00 dan 12:00."),
        ("The hours of {date} are missing.", "Give its opening and closing time, such as 08:00 and 12:00."),
    ),
    "files_out_of_range": (
        ("Jumlah berkas 1 sampai {most}.", "Isi jumlah berkas yang dibawa."),
        ("The number of files is 1 to {most}.", "Say how many files were brought."),
    ),
    "for_a_colleague": (
        ("{number} dialihkan kepada petugas lain.", "Biarkan petugas itu, atau alihkan ke bagiannya."),
        ("{number} was sent to a colleague.", "Leave it to them, or transfer it to the lane."),
    ),
    "cover_not_possible": (
        ("Bagian {lane} tidak dapat menggantikan.", "Pilih bagian lain yang sedang ada."),
        ("The lane {lane} cannot stand in.", "Choose another lane that is there."),
    ),
    "lane_covers": (
        ("Bagian {lane} sedang menggantikan bagian lain.", "Akhiri dulu penggantian itu."),
        ("The lane {lane} stands in for another one now.", "End that first."),
    ),
    "lane_there": (
        ("Bagian {lane} sudah ada.", "Tidak perlu apa-apa lagi."),
        ("The lane {lane} is there already.", "Nothing more to do."),
    ),
    "help_not_asked": (
        ("Permintaan bantuan itu sudah dijawab.", "Tidak perlu apa-apa lagi."),
        ("That call for help was answered already.", "Nothing more to do."),
    ),
    "internal": (
        ("Perintah ini tidak berhasil dan tidak mengubah apa pun.", "Coba sekali lagi; bila tetap, beri tahu admin."),
        ("This did not work and changed nothing.", "Try once more; if it stays so, tell the admin."),
    ),
    "lane_not_here": (
        ("Bagian itu tidak dilayani di loket {counter}.", "Teruskan berkas ke bagiannya."),
        ("That lane is not served at counter {counter}.", "Pass the file on to its lane."),
    ),
    "lane_unknown": (
        ("Bagian {lane} tidak ada di kantor ini.", "Pilih bagian dari daftar."),
        ("There is no lane {lane} in this office.", "Choose a lane from the list."),
    ),
    "malformed": (
        ("Isian tidak dapat dibaca: {detail}", "Perbaiki isian itu, lalu kirim lagi."),
        ("The request cannot be read: {detail}", "Mend that field and send it again."),
    ),
    "missing_needed": (
        ("Belum ada yang ditandai kurang pada {number}.", "Tandai syarat yang kurang atau pilih alasannya."),
        ("Nothing is marked as missing for {number}.", "Mark what is missing, or choose a reason."),
    ),
    "missing_unknown": (
        ("Syarat atau alasan {key} tidak ada di daftar.", "Pilih dari daftar."),
        ("The requirement or reason {key} is not on the list.", "Choose from the list."),
    ),
    "name_taken": (
        ("Nama {name} sudah dipakai.", "Pilih nama lain."),
        ("The name {name} is taken.", "Choose another name."),
    ),
    "nobody_waiting": (
        ("Tidak ada yang menunggu di loket ini.", "Tunggu nomor berikutnya."),
        ("Nobody is waiting for this counter.", "Wait for the next number."),
    ),
    "not_a_signing_row": (
        ("Langkah {number} ini tidak memaraf atau menandatangani.", "Teruskan, atau kembalikan berkas kepada warga."),
        ("This step of {number} signs nothing.", "Pass it on, or return the file to the visitor."),
    ),
    "nothing_to_set": (
        ("Tidak ada yang berubah.", "Pilih tanggal yang berbeda dari biasanya."),
        ("Nothing would change.", "Choose dates that differ from what is set."),
    ),
    "not_a_complaint": (
        ("Layanan {service} bukan pengaduan.", "Pilih layanan pengaduan."),
        ("The service {service} takes no complaints.", "Choose a service for complaints."),
    ),
    "not_found": (
        ("Alamat ini tidak ada.", "Periksa alamatnya."),
        ("There is nothing at this address.", "Check the address."),
    ),
    "not_this_kiosk": (
        ("{number} tidak diambil di mesin ini.", "Sampaikan kepada petugas."),
        ("{number} was not taken at this kiosk.", "Tell a clerk."),
    ),
    "not_permitted": (
        ("Akun atau perangkat ini tidak boleh melakukan itu.", "Minta admin atau kepala kantor."),
        ("This account or device may not do that.", "Ask the admin or the head of office."),
    ),
    "not_ready_yet": (
        ("Dokumen {number} belum siap diserahkan.", "Selesaikan dulu langkah yang tersisa."),
        ("The document of {number} is not ready to be handed over.", "Finish the remaining steps first."),
    ),
    "number_of_another_day": (
        ("Nomor {number} dari hari lain.", "Pindai kode karcisnya untuk nomor hari ini."),
        ("Number {number} is of another day.", "Scan the slip's code for a number of today."),
    ),
    "numbers_closed": (
        ("Mesin ini sedang tidak memberi nomor.", "Tanyakan petugas."),
        ("This machine gives no numbers at present.", "Ask a clerk."),
    ),
    "numbers_later": (
        ("Nomor antrean belum dibuka atau sudah ditutup.", "Nomor diberikan lagi {when}."),
        ("No numbers are given at this hour.", "Numbers are given again {when}."),
    ),
    "office_unknown": (
        ("Kantor itu tidak ada di server ini.", "Periksa nama kantornya."),
        ("That office is not on this server.", "Check the office's name."),
    ),
    "one_days_long": (
        ("Satu nomor hanya untuk satu layanan yang berhari-hari.", "Buat nomor sendiri untuk layanan berhari-hari yang kedua."),
        ("One number can hold only one service that takes days.", "Give the second one a number of its own."),
    ),
    "outcome_not_possible": (
        ("Hasil {outcome} tidak ada pada langkah ini.", "Pilih {main} atau ditolak."),
        ("This step has no outcome {outcome}.", "Choose {main} or ditolak."),
    ),
    "paper_day": (
        ("Lembar darurat hanya untuk hari ini dan {days} hari sebelumnya.", "Periksa tanggal lembarnya."),
        ("A sheet can be of today or of the {days} days before.", "Check the date of the sheet."),
    ),
    "paper_number_taken": (
        ("{number} sudah dicatat untuk hari itu.", "Periksa nomor di lembar."),
        ("{number} is entered already for that day.", "Check the number on the sheet."),
    ),
    "paper_number_wrong": (
        ("Nomor di lembar 1 sampai {most}.", "Periksa nomor di lembar."),
        ("Numbers on a sheet are 1 to {most}.", "Check the number on the sheet."),
    ),
    "paper_time": (
        ("Jam datang dan jam selesai tidak cocok atau belum lewat.", "Tulis jam seperti 09.15; selesai sesudah datang."),
        ("The times do not fit, or are still to come.", "Write them like 09:15; the end after the arrival."),
    ),
    "pairing_unknown": (
        ("Kode itu tidak berlaku (lagi).", "Lihat kode yang sekarang tampil di layar perangkat."),
        ("That code is not valid (any more).", "Read the code the device shows now."),
    ),
    "place_unreadable": (
        ("Tempat arsip belum terbaca.", "Tulis kode pendek dengan angka, paling banyak 16 huruf, misalnya LEMARI 2-014."),
        ("The archive place cannot be read.", "Write a short code with a digit, at most 16 characters, such as LEMARI 2-014."),
    ),
    "procedure_unsound": (
        ("{procedure} belum bisa diterbitkan. {sentences}", "Perbaiki isian itu, lalu lihat lagi perubahannya."),
        ("{procedure} cannot be published yet. {sentences}", "Mend that and look at the changes again."),
    ),
    "person_away": (
        ("Petugas itu tidak sedang di loket.", "Pilih petugas lain, atau alihkan ke bagiannya."),
        ("That clerk sits at no counter now.", "Choose somebody else, or transfer to the lane."),
    ),
    "read_back_needed": (
        ("Pengaduan lisan belum dibacakan kembali.", "Bacakan kembali kepada pelapor, lalu beri tanda."),
        ("A spoken complaint was not read back.", "Read it back to the complainant, then tick."),
    ),
    "reason_needed": (
        ("Alasan belum dipilih.", "Pilih alasannya, lalu kirim lagi."),
        ("No reason was chosen.", "Choose the reason and send it again."),
    ),
    "reason_unknown": (
        ("Alasan {reason} tidak ada di daftar.", "Pilih alasan dari daftar."),
        ("The reason {reason} is not on the list.", "Choose a reason from the list."),
    ),
    "private_unknown": (
        ("Teks itu tidak ada (lagi).", "Lihat daftarnya yang baru."),
        ("That text is not there (any more).", "Look at the list as it is now."),
    ),
    "register_entry_unknown": (
        ("Nomor {register_number} tidak ada di buku itu.", "Periksa buku, tahun, dan nomornya."),
        ("There is no number {register_number} in that book.", "Check the book, the year and the number."),
    ),
    "register_number_needed": (
        ("Langkah ini mengambil nomor dari buku register.", "Tulis nomornya, lalu selesaikan."),
        ("This step takes a number from the register.", "Type the number, then finish."),
    ),
    "register_number_taken": (
        ("Nomor {register_number} sudah ada di buku tahun ini.", "Lihat bukunya, lalu tulis nomor berikutnya."),
        ("The number {register_number} is in this year's book already.", "Look in the book and type the next number."),
    ),
    "register_number_unreadable": (
        ("{register_number} bukan nomor register.", "Tulis angka dan kode saja, misalnya 470/123/KEC/XI/2026."),
        ("{register_number} is no register number.", "Type digits and codes only, such as 470/123/KEC/XI/2026."),
    ),
    "register_unknown": (
        ("Buku {book} tidak ada di kantor ini.", "Pilih buku dari daftar."),
        ("There is no book {book} in this office.", "Choose a book from the list."),
    ),
    "register_voided_already": (
        ("Nomor {register_number} sudah dibatalkan.", "Tidak perlu apa-apa lagi."),
        ("The number {register_number} is void already.", "Nothing more to do."),
    ),
    "request_conflict": (
        ("Permintaan ini sudah pernah dipakai dengan isi lain.", "Kirim sebagai permintaan baru."),
        ("This request id was used before with other content.", "Send it as a new request."),
    ),
    "service_not_ahead": (
        ("Layanan itu tidak menunggu pada {number}.", "Lihat lagi layanan yang tersisa."),
        ("That service is not ahead of {number}.", "Look at the services that are left."),
    ),
    "service_not_at_kiosk": (
        ("Layanan {service} tidak diambil di mesin ini.", "Tanyakan petugas."),
        ("The service {service} is not issued at the kiosk.", "Ask a clerk."),
    ),
    "service_unknown": (
        ("Layanan {service} tidak ada di kantor ini.", "Pilih layanan dari daftar."),
        ("There is no service {service} in this office.", "Choose a service from the list."),
    ),
    "setup_done": (
        (
            "Tautan pertama ini sudah dipakai atau kedaluwarsa.",
            "Masuk dengan nama dan kata sandi, atau buat tautan baru di server.",
        ),
        ("This set-up link was used or is too old.", "Sign in, or make a new link on the server."),
    ),
    "sign_in": (
        ("Belum masuk, atau waktu masuk sudah habis.", "Masuk lagi."),
        ("Not signed in, or signed out since.", "Sign in again."),
    ),
    "sign_in_failed": (
        ("Nama, PIN, atau kata sandi tidak cocok.", "Periksa lalu coba lagi."),
        ("Name, PIN or password do not fit.", "Check them and try again."),
    ),
    "step_changed": (
        ("{number} sudah pindah ke langkah lain.", "Lihat langkahnya yang baru, lalu pilih lagi."),
        ("{number} has gone on to another step.", "Look at its new step and choose again."),
    ),
    "stoppage_over": (
        ("Gangguan itu sudah selesai.", "Tidak perlu apa-apa lagi."),
        ("That stoppage is over already.", "Nothing more to do."),
    ),
    "stopped_already": (
        ("Gangguan itu sudah dicatat.", "Waktu kantor sudah dihentikan untuk bagian itu."),
        ("That stoppage was noted already.", "The clock stands still for it."),
    ),
    "store_failed": (
        (
            "Server tidak dapat menyimpan; tidak ada yang berubah.",
            "Coba lagi sebentar; bila tetap, beri tahu admin: penyimpanan server bermasalah.",
        ),
        (
            "The server could not save; nothing was changed.",
            "Try again shortly; if it stays so, tell the admin that the server's disk has trouble.",
        ),
    ),
    "target_needed": (
        ("Tujuan belum dipilih.", "Pilih bagian atau loket tujuan."),
        ("No target was chosen.", "Choose a lane or a counter."),
    ),
    "text_needed": (
        ("Isinya belum ditulis.", "Tulis dulu, lalu simpan."),
        ("Nothing was written yet.", "Write it first, then save."),
    ),
    "ticket_unknown": (
        ("Karcis itu tidak ditemukan.", "Periksa nomor atau kodenya."),
        ("That ticket was not found.", "Check the number or code."),
    ),
    "too_large": (
        ("Yang dikirim terlalu besar: paling banyak {most} KiB.", "Persingkat isinya, lalu kirim lagi."),
        ("Too much was sent: at most {most} KiB.", "Shorten it, then send it again."),
    ),
    "too_many_tries": (
        ("Terlalu banyak percobaan.", "Tunggu satu menit, lalu coba lagi."),
        ("Too many tries.", "Wait a minute and try again."),
    ),
    "too_many_services": (
        ("Satu nomor paling banyak untuk {most} layanan.", "Buat nomor kedua untuk sisanya."),
        ("One number holds at most {most} services.", "Give a second number for the rest."),
    ),
    "two_minutes_over": (
        ("{number} diambil lebih dari dua menit yang lalu.", "Sampaikan kepada petugas; petugas dapat mengubahnya."),
        ("{number} was taken more than two minutes ago.", "Tell a clerk; they can change it."),
    ),
    "undo_changed": (
        ("{number} sudah berubah lagi.", "Lihat keadaannya yang baru."),
        ("{number} has changed again.", "Look at how it stands now."),
    ),
    "undo_counter": (
        ("Loket {counter} sudah tidak kosong untuk {number}.", "Selesaikan yang di loket, lalu panggil {number} lagi."),
        ("Counter {counter} is not free for {number} any more.", "Finish there, then call {number} again."),
    ),
    "undo_given": (
        ("Nomor register untuk {number} sudah diberikan.", "Batalkan nomor register itu dengan alasannya."),
        ("A register number was given to {number}.", "Void that register number with its reason."),
    ),
    "undo_not_yours": (
        ("Tindakan terakhir pada {number} bukan dari akun ini.", "Minta petugas yang melakukannya."),
        ("The last action on {number} was not yours.", "Ask the clerk who did it."),
    ),
    "undo_nothing": (
        ("Hari ini belum ada tindakan pada {number}.", "Tidak ada yang perlu dibatalkan."),
        ("Nothing was done to {number} today.", "There is nothing to take back."),
    ),
    "undo_only_once": (
        ("Tindakan terakhir pada {number} sudah dibatalkan.", "Ulangi tindakannya bila ternyata benar."),
        ("The last action on {number} was taken back already.", "Do it again if it was right after all."),
    ),
    "undo_printed": (
        ("Karcis {number} sudah dicetak sesudahnya.", "Ubah lagi, dan ganti karcisnya."),
        ("A slip of {number} was printed with it.", "Change it again and replace the slip."),
    ),
    "undo_shown": (
        ("{number} sudah tampil di papan sebagai siap diambil.", "Tunda atau alihkan bila berkasnya belum selesai."),
        ("The board shows {number} as ready already.", "Hold or transfer it if the file is not done."),
    ),
    "undo_spoken": (
        ("Panggilan {number} sudah terdengar.", "Layani, tunda, atau alihkan."),
        ("The call of {number} was heard already.", "Start, hold or transfer it."),
    ),
    "undo_too_late": (
        ("Sudah lewat satu menit sejak tindakan terakhir pada {number}.", "Ubah dengan cara biasa."),
        ("More than a minute has passed since the last action on {number}.", "Change it the usual way."),
    ),
    "undo_visitor_told": (
        ("Warga sudah memegang atau mendengar nomor {number}.", "Catat sebagai warga batal atau salah buat."),
        ("The visitor holds number {number} or was told of it.", "Record it as withdrawn or issued by mistake."),
    ),
    "verb_unknown": (
        ("Perintah {verb} tidak ada.", "Periksa alamatnya."),
        ("There is no verb {verb}.", "Check the address."),
    ),
    "version_changed": (
        ("{procedure} sudah diubah orang lain: kini versi {version}.", "Muat ulang halaman, lalu ulangi perubahannya."),
        ("Somebody else changed {procedure}: version {version} is in force.", "Load the page again and redo the change."),
    ),
    "view_unknown": (
        ("Tampilan {view} tidak ada.", "Periksa alamatnya."),
        ("There is no view {view}.", "Check the address."),
    ),
    "visitor_away": (
        ("Berkas {number} dikerjakan tanpa warga.", "Mulai langsung, tidak perlu memanggil."),
        ("The file of {number} is worked on without the visitor.", "Start it; nobody needs to be called."),
    ),
    "visitor_gone": (
        ("Warga {number} sudah pulang selama berkas dikerjakan.", "Bila ia kembali, pindai kode karcisnya."),
        ("The visitor of {number} has gone home.", "When they come back, scan their slip's code."),
    ),
    "weak_secret": (
        ("Kata sandi paling sedikit 10 huruf; PIN 4 sampai 8 angka.", "Pilih yang lebih panjang."),
        ("A password has at least 10 characters; a PIN 4 to 8 digits.", "Choose a longer one."),
    ),
    "wrong_office": (
        ("Isian itu milik kantor {office}.", "Kirim ke kantor yang benar."),
        ("That document belongs to the office {office}.", "Send it to the right office."),
    ),
    "wrong_state": (
        ("{number} sudah berubah: sekarang {state}.", "Lihat keadaannya yang baru, lalu pilih lagi."),
        ("{number} has changed: it is {state} now.", "Look at its new state and choose again."),
    ),
}  # fmt: skip

#: State → the word a clerk reads in a sentence.
_STATES = {
    "waiting": "menunggu",
    "called": "dipanggil",
    "serving": "dilayani",
    "held": "ditunda",
    "ready": "siap diambil",
    "outside": "diproses",
    "returned": "dikembalikan",
    "finished": "selesai",
    "no_show": "tidak hadir",
    "cancelled": "dibatalkan",
    "void": "salah buat",
}


class _Blanks(Formatter):
    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, str]) -> str:
        return kwargs.get(str(key), "")


def _moment(local: datetime, language: Language) -> str:
    """An instant of the office's own clock in words: `Senin, 23 November pukul 07.15`."""
    day = weekday_date(local.date(), language=language)
    return f"{day} at {clock(local)}" if language == "en" else f"{day} pukul {clock(local)}"


def problem(refusal: Refusal, *, language: str) -> Problem:
    """The refusal in the caller's language (`id` unless it is `en`)."""
    indonesian, english = PROBLEMS[refusal.code]
    sentence, following = english if language == "en" else indonesian
    facts = dict(refusal.facts)
    if language != "en" and "state" in facts:
        facts["state"] = _STATES.get(facts["state"], facts["state"])
    if language == "en" and "sentences_en" in facts:
        facts["sentences"] = facts["sentences_en"]
    if "when" in facts:
        facts["when"] = _moment(datetime.fromisoformat(facts["when"]), "en" if language == "en" else "id")
    if "day" in facts:
        facts["day"] = weekday_date(date.fromisoformat(facts["day"]), language="en" if language == "en" else "id")
    fill = _Blanks()
    return Problem(
        code=refusal.code, sentence=fill.vformat(sentence, (), facts), next=fill.vformat(following, (), facts)
    )
