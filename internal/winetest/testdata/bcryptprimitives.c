/* What Wine 8 lacks and every program of Go 1.26 needs, as a library that each of them loads when it starts:
 * random bytes from ProcessPrng, and two calls of the file system that Windows 10 has and that package os makes, for
 * removing a file and renaming it. Those are led to the older ones that mean the same.
 */

#include <windows.h>
#include <winternl.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
	for (ULONG n; size > 0; data += n, size -= n) {
		n = size > 0x10000000 ? 0x10000000 : (ULONG)size;
		if (!SystemFunction036(data, n))
			return FALSE;
	}
	return TRUE;
}

typedef NTSTATUS (NTAPI *setter)(HANDLE, IO_STATUS_BLOCK *, void *, ULONG, int);

enum { rename = 10, dispose = 13, dispose_ex = 64, rename_ex = 65, most = 70000 };

static setter original;

static NTSTATUS NTAPI set(HANDLE file, IO_STATUS_BLOCK *status, void *info, ULONG length, int class)
{
	BYTE yes = 1, *copy;
	NTSTATUS result;

	switch (class) {
	case dispose_ex:
		yes = *(ULONG *)info & 1;
		return original(file, status, &yes, 1, dispose);
	case rename_ex:
		if (length > most || !(copy = HeapAlloc(GetProcessHeap(), 0, length)))
			break;
		CopyMemory(copy, info, length);
		copy[0] &= 1; /* whether the name is taken from what has it; the rest is how */
		result = original(file, status, copy, length, rename);
		HeapFree(GetProcessHeap(), 0, copy);
		return result;
	}
	return original(file, status, info, length, class);
}

/* lead has the call begin with a jump to set; what it began with stays callable. */
static void lead(void)
{
	static const BYTE jump[] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}; /* mov rax, …; jmp rax */
	enum { stub = 32 };
	BYTE *call = (BYTE *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtSetInformationFile");
	BYTE *moved = VirtualAlloc(NULL, stub, MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE);
	DWORD rights;

	if (!call || !moved || !VirtualProtect(call, sizeof jump, PAGE_EXECUTE_READWRITE, &rights))
		return;
	CopyMemory(moved, call, stub);
	original = (setter)moved;
	CopyMemory(call, jump, sizeof jump);
	*(void **)(call + 2) = set;
	VirtualProtect(call, sizeof jump, rights, &rights);
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *reserved)
{
	(void)self, (void)reserved;
	if (reason == DLL_PROCESS_ATTACH)
		lead();
	return TRUE;
}
