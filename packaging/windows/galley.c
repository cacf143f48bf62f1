/* galley.com: Galley in a terminal.
 *
 * A program of Windows belongs to a terminal or has windows, and a terminal does not wait for one that has windows. So
 * there are two: galley.exe, which a double click starts and which opens no terminal, and this one, which is found
 * before it where "galley" is typed. It starts galley.exe with its own arguments, streams and folder, waits, and ends
 * with its code. Both could be the whole program, which has the size of a book; a few pages are enough. */

#include <windows.h>

#define MOST 32768 /* characters of a command line */

static wchar_t program[MOST], line[MOST];

static void say(const char *words)
{
	DWORD written;
	WriteFile(GetStdHandle(STD_ERROR_HANDLE), words, lstrlenA(words), &written, NULL);
}

/* stays has this program wait while the other one hears of Ctrl+C, too. */
static BOOL WINAPI stays(DWORD event)
{
	return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

/* arguments is what follows the program's own name. */
static const wchar_t *arguments(const wchar_t *s)
{
	BOOL quoted = FALSE;
	for (; *s && (quoted || (*s != L' ' && *s != L'\t')); s++)
		if (*s == L'"')
			quoted = !quoted;
	return s;
}

int main(void)
{
	STARTUPINFOW start = {sizeof start};
	PROCESS_INFORMATION process;
	DWORD code = 1, n = GetModuleFileNameW(NULL, program, MOST);
	const wchar_t *rest = arguments(GetCommandLineW());

	if (n < 4 || n >= MOST - 1) {
		say("galley: its own name is not known\n");
		return 1;
	}
	lstrcpyW(program + n - 4, L".exe");
	if (n + 3 + lstrlenW(rest) >= MOST) {
		say("galley: too many arguments\n");
		return 1;
	}
	lstrcpyW(line, L"\"");
	lstrcatW(line, program);
	lstrcatW(line, L"\"");
	lstrcatW(line, rest);
	start.dwFlags = STARTF_USESTDHANDLES;
	start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
	start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
	start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	SetConsoleCtrlHandler(stays, TRUE);
	if (!CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) {
		say("galley: galley.exe is not beside it, or cannot be started\n");
		return 1;
	}
	WaitForSingleObject(process.hProcess, INFINITE);
	GetExitCodeProcess(process.hProcess, &code);
	return (int)code;
}
