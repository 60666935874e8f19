// A photo as it is sent: at most so large, as JPEG. A phone's twelve megapixels would take the Wi-Fi of an aisle for nothing.

const EDGE_PX_MAX = 1_600;
const QUALITY = 0.82;

/** Raises what the browser raises for a file that is no picture. */
export async function shrunk(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, EDGE_PX_MAX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!small) throw new Error("no picture");
  return small.arrayBuffer();
}
